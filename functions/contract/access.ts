/**
 * Who may call an operation, and which groups of the identity provider are staff.
 */

/** An author sends the edit token of the comment. The gateway checks the tokens of staff. */
export type Access = 'everyone' | 'author' | 'editors' | 'moderators'

/** The groups whose members may call. */
export const GROUPS = { editors: ['editor', 'admin'], moderators: ['moderator', 'admin'] } as const

export type Group = (typeof GROUPS)[keyof typeof GROUPS][number]

/** Whether the gateway checks a token. */
export const isForStaff = (access: Access): access is keyof typeof GROUPS => access in GROUPS
