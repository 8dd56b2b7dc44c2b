/** What the system says about files, in a sentence with what to do; defects stay as they are. */
import { mkdir } from 'node:fs/promises'
import { refusalOf, StartRefused } from './refusal.ts'

const failed = (code: string, path?: string) =>
  Object.assign(new Error(`${code}: open`), { code, syscall: 'open', path })

test.each([
  ['EROFS', 'its file system is read-only'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'your disk quota is used up'],
  ['EACCES', 'you may not read or write it'],
  ['ENOTDIR', 'a part of the path is a file, where a folder is needed'],
])('%s is said in words', (code, words) => {
  expect(refusalOf(failed(code), '/data', 'Choose another.')).toEqual(
    new StartRefused(`/data cannot be used: ${words}. Choose another.`),
  )
  expect(refusalOf(failed(code, '/data/pid'), '/data', 'Choose another.')).toEqual(
    new StartRefused(`/data/pid cannot be used: ${words}. Choose another.`),
  )
})

test('an error of the system itself is known', async () => {
  const error: unknown = await mkdir('/dev/null/data').catch((thrown: unknown) => thrown)
  expect(refusalOf(error, '/data', 'Choose another.')).toMatchObject({
    message: '/dev/null/data cannot be used: a part of the path is a file, where a folder is needed. Choose another.',
  })
})

test('a defect, and what has been said already, stay as they are', () => {
  for (const error of [new TypeError('of ours'), new StartRefused('Said.'), failed('EWHATEVER'), 'text', undefined]) {
    expect(refusalOf(error, '/data', 'Choose another.')).toBe(error)
  }
})
