/**
 * Tokens for the running stack, in place of the identity provider that the template names. The signing key is deleted
 * when the stack stops. It is in a folder that only its owner can read, with the port in its name, so that `npm run
 * token` finds it.
 */
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose'
import { z } from 'zod'
import { isRunning, startOf } from '../player/host/processes.ts'
import type { System } from '../player/template/system.ts'

export const ROLES = ['editor', 'moderator', 'admin'] as const
export type Role = (typeof ROLES)[number]
export const isRole = (text: string | undefined): text is Role => ROLES.some((role) => role === text)

export type Issuer = {
  readonly issuer: string
  readonly audience: string
  readonly groupsClaim: string
}

export type Signer = {
  readonly publicKey: CryptoKey
  readonly token: (role: Role) => Promise<string>
  readonly privateJwk: JWK
}

/** What the template's authorizer accepts. */
export function issuerOf({ routes, functions }: System): Issuer {
  const authorizer = routes.find((route) => route.authorizer !== undefined)?.authorizer
  const groupsClaim = functions.map(({ environment }) => environment.GROUPS_CLAIM).find((claim) => claim !== undefined)
  return {
    issuer: authorizer?.issuer ?? 'local',
    audience: authorizer?.audiences[0] ?? 'local',
    groupsClaim: groupsClaim ?? 'cognito:groups',
  }
}

const sign = (key: CryptoKey | Uint8Array, { issuer, audience, groupsClaim }: Issuer, role: Role): Promise<string> =>
  new SignJWT({ [groupsClaim]: [role], token_use: 'id', username: `local-${role}`, email: `${role}@example.org` })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(`local-${role}`)
    .setIssuedAt()
    .setExpirationTime('12 hours')
    .sign(key)

export async function createSigner(): Promise<Omit<Signer, 'token'> & { tokenFor(issuer: Issuer): Signer['token'] }> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
  return {
    publicKey,
    privateJwk: await exportJWK(privateKey),
    tokenFor: (issuer) => (role) => sign(privateKey, issuer, role),
  }
}

const published = z.object({
  issuer: z.string(),
  audience: z.string(),
  groupsClaim: z.string(),
  pid: z.number(),
  /** When that process started, where the system reports it. */
  start: z.optional(z.string()),
  jwk: z.looseObject({ kty: z.string() }),
})

const folderOf = (port: number): string => join(tmpdir(), `understory-${process.getuid?.() ?? 'user'}-${port}`)

/** Lets `npm run token` sign for the stack at a port. @returns a function that deletes the key */
export async function publishKey(port: number, issuer: Issuer, jwk: JWK): Promise<() => Promise<void>> {
  const folder = folderOf(port)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { mode: 0o700 })
  const holder = { pid: process.pid, start: startOf(process.pid) }
  await writeFile(join(folder, 'key.json'), JSON.stringify({ ...issuer, ...holder, jwk }), { mode: 0o600 })
  return () => rm(folder, { recursive: true, force: true })
}

/** A token for the stack at a port. @throws Error when no stack runs there */
export async function tokenAt(port: number, role: Role): Promise<string> {
  const folder = folderOf(port)
  const none = `No stack runs at port ${port}: start one with "npm start" (PORT chooses another port).`
  const info = await stat(folder).catch(() => undefined)
  if (info === undefined) throw new Error(none)
  // Every user can write into the temporary folder. Do not use another user's key.
  if (process.getuid !== undefined && info.uid !== process.getuid())
    throw new Error(`${folder} belongs to another user.`)
  const key = await readFile(join(folder, 'key.json'), 'utf8')
    .then((text) => published.parse(JSON.parse(text)))
    .catch(() => undefined)
  if (key === undefined || !isRunning(key.pid, key.start)) throw new Error(none)
  return sign(await importJWK(key.jwk, 'RS256'), key, role)
}
