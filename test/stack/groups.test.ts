/** Groups in a signed token: the gateway flattens the claims, and the function checks the groups. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { generateKeyPair, SignJWT } from 'jose'
import { contract } from '../../functions/contract/operation.ts'
import { api } from '../../functions/http/api.ts'
import { implement } from '../../functions/http/implement.ts'
import type { HttpEvent } from '../../functions/http/input/request.ts'
import { createGateway, type Gateway } from '../../player/gateway/gateway.ts'
import type { Pool } from '../../player/lambda/pool.ts'
import type { System } from '../../player/template/system.ts'

const ISSUER = 'https://issuer.example'
const ROUTE = 'GET /v1/editor/articles'
const operation = {
  id: 'look',
  summary: 'Look',
  description: 'Look',
  access: 'editors',
  answers: { 204: { description: 'In' } },
  cache: 'never',
} as const
const answer = api(
  implement(contract('editor', { [ROUTE]: operation }), { [ROUTE]: async () => ({ status: 204 }) }, 'groups'),
)
const system: System = {
  functions: [],
  routes: [{ key: ROUTE, functionId: 'Editor', authorizer: { issuer: ISSUER, audiences: ['desk'] } }],
  mappings: [],
  schedules: [],
  secrets: [],
}
const editor: Pool = {
  // The gateway builds the event as AWS does.
  invoke: async (event) => ({ ok: true, result: JSON.stringify(await answer(event as HttpEvent)) }),
  warm: async () => undefined,
  replace: () => undefined,
  kill: () => false,
  stop: async () => undefined,
}

let gateway: Gateway
let url = ''
const { publicKey, privateKey } = await generateKeyPair('RS256')
beforeAll(async () => {
  gateway = createGateway({ system, pools: new Map([['Editor', editor]]), key: publicKey, answered: () => undefined })
  gateway.server.listen(0, '127.0.0.1')
  await once(gateway.server, 'listening')
  // A server that listens on a port has an AddressInfo.
  url = `http://127.0.0.1:${(gateway.server.address() as AddressInfo).port}/v1/editor/articles`
})
afterAll(() => {
  gateway.server.close()
  gateway.server.closeAllConnections()
})

test.each([
  [['editor'], 204],
  [['sports', 'admin'], 204],
  ['admin', 204],
  ['not admin', 403],
  [['not admin'], 403],
  ['x,admin', 403],
  ['[admin]', 403],
  [['[editor', 'admin]'], 403],
  [{ roles: ['admin'] }, 403],
])('a token whose groups are %j is answered %i', async (groups, status) => {
  const token = await new SignJWT({ aud: 'desk', groups })
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(ISSUER)
    .setExpirationTime('1h')
    .sign(privateKey)
  for (const authorization of [`Bearer ${token}`, token])
    expect((await fetch(url, { headers: { authorization } })).status).toBe(status)
})
