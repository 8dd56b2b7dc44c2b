import { DEFAULT_SETTINGS } from '../site/settings.ts'
import { articleOfExternalPage, canonicalPage, isAllowed, isPageKey } from './externalPage.ts'
import { isSlug } from './slug.ts'

const urlOf = (address: string) => canonicalPage(address).url

test.each([
  ['HTTPS://Blog.Example:443/a', 'https://blog.example/a'],
  ['http://blog.example:80', 'http://blog.example/'],
  ['https://blog.example/a#comments', 'https://blog.example/a'],
  ['https://blog.example/a?', 'https://blog.example/a'],
  ['https://blog.example/x/../a/./', 'https://blog.example/a/'],
  ['https://blog.example/x/%2e%2E/a', 'https://blog.example/a'],
  ['https://blog.example/%61%7e%2f%c3%a9', 'https://blog.example/a~%2F%C3%A9'],
  ['https://blog.example/é', 'https://blog.example/%C3%A9'],
  ['https://blog.example/100%', 'https://blog.example/100%25'],
  ['https://blog.example/%%36%31', 'https://blog.example/%2561'],
  ['https://blog.example/a?z=1&utm_source=x&b=2&&fbclid=3&UTM_Medium=y&b=1', 'https://blog.example/a?b=1&b=2&z=1'],
  ['https://blog.example/a?utm%5Fsource=x&gclid', 'https://blog.example/a'],
  ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
])('%s is %s, and stays so', (address, url) => {
  expect(urlOf(address)).toBe(url)
  expect(urlOf(url)).toBe(url)
  expect(canonicalPage(url).key).toBe(canonicalPage(address).key)
})

test.each([
  ['https://blog.example/a', 'http://blog.example/a'],
  ['https://blog.example/a', 'https://blog.example/a/'],
  ['https://blog.example/a', 'https://blog.example/A'],
  ['https://blog.example/a', 'https://blog.example:8443/a'],
  ['https://blog.example/a', 'https://www.blog.example/a'],
  ['https://blog.example/a', 'https://blog.example./a'],
  ['https://blog.example/a?p=1', 'https://blog.example/a?p=2'],
  ['https://blog.example/a/b', 'https://blog.example/a%2Fb'],
  ['https://blog.example/?a=1%262', 'https://blog.example/?a=1&2'],
])('%s and %s are two pages', (one, other) => {
  expect(canonicalPage(one).key).not.toBe(canonicalPage(other).key)
})

test.each([
  '',
  'a',
  '/a',
  'javascript:alert(1)',
  'data:text/html,x',
  'https://',
  'https://u:p@blog.example/',
  'ftp://blog.example/',
])('“%s” is no page', (address) => expect(() => canonicalPage(address)).toThrow('not-web-address'))

test('only an origin that is listed, whole, is allowed', () => {
  const settings = { ...DEFAULT_SETTINGS, allowedOrigins: ['https://blog.example'] }
  const others = [
    'http://blog.example/',
    'https://blog.example:8443/',
    'https://blog.example.evil.example/',
    'https://evil.example/https://blog.example',
    'https://www.blog.example/',
    'https://blog.example./',
    'https://bIog.example/',
    'https://blog.exampIe/',
  ]
  expect(isAllowed(canonicalPage('https://BLOG.example:443/a').origin, settings)).toBe(true)
  expect(others.filter((address) => isAllowed(canonicalPage(address).origin, settings))).toEqual([])
  expect(isAllowed('https://blog.example', DEFAULT_SETTINGS)).toBe(false)
})

test('its key is no slug, so no article of this site can be taken for it', () => {
  const { key, url } = canonicalPage('https://blog.example/a')
  expect([isPageKey(key), isSlug(key)]).toEqual([true, false])
  expect(['a', '~', key.toUpperCase(), `${key}0`, key.slice(1), `${key}\n`].filter(isPageKey)).toEqual([])
  expect(articleOfExternalPage({ url, title: 'A', policy: 'open', createdAt: 0 })).toMatchObject({ key, slug: key })
})
