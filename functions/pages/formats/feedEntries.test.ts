import { publishedArticle } from '../../../test/kit/site/article.ts'
import { articleEntries, withWholeLinks } from './feedEntries.ts'

test('links and pictures become whole, wherever they were written from', () => {
  const base = 'https://example.org/articles/fog'
  const stored =
    '<p><a href="/tags/a?b=1&amp;c=2">1</a> <a href="#note">2</a> <img src="pic.jpg" alt="href=&quot;no&quot;" /> <a href="https://else.example/">3</a> <a href="">4</a></p>'
  expect(withWholeLinks(stored, base)).toBe(
    '<p><a href="https://example.org/tags/a?b=1&amp;c=2">1</a> <a href="https://example.org/articles/fog#note">2</a> <img src="https://example.org/articles/pic.jpg" alt="href=&quot;no&quot;" /> <a href="https://else.example/">3</a> <a href="https://example.org/articles/fog">4</a></p>',
  )
})

test('the newest articles are whole as far as there is room, and after them none', () => {
  const articles = ['a', 'b', 'c', 'd'].map((key) => publishedArticle(key))
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
