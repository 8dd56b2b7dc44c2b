/**
 * A minimal Node server: it reads the request, and answers with the same bytes every time. It is a process of its own,
 * and prints its port: `node bare.ts <file with the body> <status>`.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const [file = '', status = '200'] = process.argv.slice(2)
const body = readFileSync(file)
const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length }

const server = createServer((message, out) => {
  message.resume().on('end', () => out.writeHead(Number(status), headers).end(body))
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit())
