/** The sample paper is readable, and within the limits that content/README.md promises. */
import { join } from 'node:path'
import { countComments, readSamples, type SampleComment } from './samples.ts'

const samples = await readSamples(join(import.meta.dirname, '..', '..', 'content'))

test('there are at least eight articles, each with a title and a body', () => {
  expect(samples.length).toBeGreaterThanOrEqual(8)
  for (const { article } of samples) {
    expect([...article.title].length).toBeLessThanOrEqual(200)
    expect(article.body.length).toBeGreaterThan(100)
    expect(Buffer.byteLength(article.body)).toBeLessThanOrEqual(128 * 1024)
  }
})

test('conversations keep to the limits of comments', () => {
  const check = (comments: readonly SampleComment[], depth: number): void => {
    for (const { name, text, replies } of comments) {
      expect([...name].length).toBeLessThanOrEqual(80)
      expect([...text].length).toBeLessThanOrEqual(8000)
      expect(depth).toBeLessThanOrEqual(8)
      check(replies, depth + 1)
    }
  }
  for (const { comments } of samples) check(comments, 1)
  expect(Math.max(...samples.map(({ comments }) => countComments(comments)))).toBeGreaterThanOrEqual(150)
})
