/**
 * Who may call an operation, and the groups of the identity provider that are staff.
 */

/** An author proves that by the edit token of the comment; the gateway checks the tokens of staff. */
export type Access = 'everyone' | 'author' | 'editors' | 'moderators'

/** Members of which groups may call. */
export const GROUPS = { editors: ['editor', 'admin'], moderators: ['moderator', 'admin'] } as const

export type Group = (typeof GROUPS)[keyof typeof GROUPS][number]

/** Whether the gateway checks a token. */
export const isForStaff = (access: Access): access is keyof typeof GROUPS => access in GROUPS
