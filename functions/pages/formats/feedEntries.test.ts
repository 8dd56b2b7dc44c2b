import type { Article } from '../../domain/article.ts'
import { articleEntries, withWholeLinks } from './feedEntries.ts'

const article = (key: string): Article => ({
  key,
  slug: key,
  title: key,
  standfirst: '',
  authors: [],
  tags: [],
  image: null,
  status: 'published',
  publishedAt: '2026-01-01T00:00:00.000Z',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  version: 1,
  comments: { policy: 'open' },
  deletedAt: null,
})

test('links and pictures become whole, wherever they were written from', () => {
  const base = 'https://example.org/articles/fog'
  const stored =
    '<p><a href="/tags/a?b=1&amp;c=2">1</a> <a href="#note">2</a> <img src="pic.jpg" alt="href=&quot;no&quot;" /> <a href="https://else.example/">3</a> <a href="">4</a></p>'
  expect(withWholeLinks(stored, base)).toBe(
    '<p><a href="https://example.org/tags/a?b=1&amp;c=2">1</a> <a href="https://example.org/articles/fog#note">2</a> <img src="https://example.org/articles/pic.jpg" alt="href=&quot;no&quot;" /> <a href="https://else.example/">3</a> <a href="https://example.org/articles/fog">4</a></p>',
  )
})

test('the newest articles are whole as far as there is room, and after them none', () => {
  const articles = ['a', 'b', 'c', 'd'].map(article)
  const text = `<p>${'x'.repeat(1000)}</p>`
  const texts = new Map([
    ['a', text],
    ['b', text],
    ['c', text],
    ['d', '<p>short</p>'],
  ])
  const entries = articleEntries('https://example.org', articles, texts, 2500)
  expect(entries.map(({ content }) => content !== undefined)).toEqual([true, true, false, false])
})
