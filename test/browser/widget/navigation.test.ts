/**
 * The widget on a site that changes pages without a reload. A comment on one page is never stored under another.
 */
import { expect, test } from '@jest/globals'
import { eventually } from '../../kit/http/fixtures.ts'
import { baseUrl } from '../../kit/http/target.ts'
import { hostUrl } from '../reader/host.ts'
import { PLAIN } from '../reader/matrix.ts'
import { newReader, type Reader } from '../reader/reader.ts'
import { freshPath, pageAt, script, WIDGET } from './widgetPages.ts'

const canonical = (path: string) => `<link rel="canonical" href="${path}">`

/** The comment count of each page. */
async function countsOf(...paths: string[]): Promise<number[]> {
  const urls = paths.map((path) => hostUrl() + path)
  const query = urls.map((url) => `url=${encodeURIComponent(url)}`).join('&')
  const { counts } = await (await fetch(`${baseUrl()}/v1/comment-counts?${query}`)).json()
  return urls.map((url) => counts[url])
}
const counts = (paths: string[], expected: number[]) =>
  eventually(async () => expect(await countsOf(...paths)).toEqual(expected))

/** A reader on a page with a canonical link and one comment, and the path of another page. */
async function onFirst(head = (path: string) => canonical(path), prepare?: (reader: Reader) => Promise<unknown>) {
  const reader = await newReader(PLAIN)
  await prepare?.(reader)
  const [first, second] = [freshPath('first'), freshPath('second')]
  await reader.page.goto(await pageAt(first, WIDGET, { head: head(first) }))
  await reader.post('On the first.', 'Grace')
  return { reader, page: reader.page, first, second }
}

/** Removes the Navigation API, as in Firefox before 147 and Safari before 26.2. */
const withoutNavigation = ({ page }: Reader) => page.addInitScript(() => Reflect.deleteProperty(window, 'navigation'))

const goTo = (reader: Reader, path: string) => reader.page.evaluate((to) => history.pushState(null, '', to), path)

test('an element that is kept shows the next page’s conversation, and not what the old canonical link names', async () => {
  const { reader, first, second } = await onFirst()
  await goTo(reader, second)
  await reader.reads(reader.messages.noComments)
  expect(await reader.comment('On the first.').count()).toBe(0)
  await reader.post('On the second.', 'Grace')
  await counts([first, second], [1, 1])
})

test('an element in a new body asks for the new page, though the head is the old one’s', async () => {
  const { reader, page, first, second } = await onFirst()
  await page.evaluate(
    ({ to, widget }) => {
      history.pushState(null, '', to)
      const body = document.createElement('body')
      body.innerHTML = `<h1>Second</h1>${widget}`
      document.body.replaceWith(body)
    },
    { to: second, widget: WIDGET },
  )
  await reader.reads(reader.messages.noComments)
  await reader.post('On the second.', 'Grace')
  await counts([first, second], [1, 1])
})

test('an element that is moved into the new body goes along', async () => {
  const { reader, page, first, second } = await onFirst()
  await page.evaluate((to) => {
    history.pushState(null, '', to)
    const kept = document.querySelector('understory-comments')
    const body = document.createElement('body')
    if (kept) body.append(kept)
    document.body.replaceWith(body)
  }, second)
  await reader.reads(reader.messages.noComments)
  await reader.post('On the second.', 'Grace')
  await counts([first, second], [1, 1])
})

test('a canonical link that changes after the address counts, and what was typed until then is kept', async () => {
  const { reader, page, first, second } = await onFirst()
  await goTo(reader, `${second}?session=1`)
  await reader.reads(reader.messages.noComments)
  await reader.fill({ text: 'Typed early.', name: 'Grace' })
  await page.evaluate((to) => document.querySelector('link[rel=canonical]')?.setAttribute('href', to), second)
  await eventually(async () => {
    const shown = await page.evaluate(
      () => document.querySelector('understory-comments')?.shadowRoot?.querySelector('section')?.dataset.slug,
    )
    const { slug } = await (await fetch(`${baseUrl()}/v1/pages?url=${encodeURIComponent(hostUrl() + second)}`)).json()
    expect(shown).toBe(slug)
  })
  expect(await reader.field('comment', reader.form()).inputValue()).toBe('Typed early.')
  await reader.button(reader.messages.post, reader.form()).click()
  await reader.hears(reader.messages.ownPublished)
  await counts([first, second, `${second}?session=1`], [1, 1, 0])
})

test('a canonical link that changes before the address counts for the next page', async () => {
  const { reader, page, first, second } = await onFirst()
  await page.evaluate(async (to) => {
    document.querySelector('link[rel=canonical]')?.setAttribute('href', to)
    await Promise.resolve()
    history.pushState(null, '', `${to}?session=1`)
  }, second)
  await reader.reads(reader.messages.noComments)
  await reader.post('On the second.', 'Grace')
  await counts([first, second, `${second}?session=1`], [1, 1, 0])
})

test('a canonical link that is added beside the old one counts', async () => {
  const { reader, page, first, second } = await onFirst()
  await page.evaluate((to) => {
    history.pushState(null, '', `${to}?session=1`)
    document.head.insertAdjacentHTML('beforeend', `<link rel="canonical" href="${to}">`)
  }, second)
  await reader.reads(reader.messages.noComments)
  await page.waitForTimeout(500)
  await reader.post('On the second.', 'Grace')
  await counts([first, second, `${second}?session=1`], [1, 1, 0])
})

test('a view transition ends at the new page’s conversation', async () => {
  const { reader, page, first, second } = await onFirst()
  await page.evaluate(async (to) => {
    await document.startViewTransition(() => {
      history.pushState(null, '', to)
      const heading = document.querySelector('h1')
      if (heading) heading.textContent = 'Second'
    }).finished
  }, second)
  await reader.reads(reader.messages.noComments)
  await reader.post('On the second.', 'Grace')
  await counts([first, second], [1, 1])
})

test('a navigation that the site intercepts ends at the new page’s conversation', async () => {
  const { reader, page, first, second } = await onFirst()
  await page.evaluate((to) => {
    const navigation = (window as unknown as { navigation: EventTarget & { navigate: (to: string) => void } })
      .navigation
    navigation.addEventListener('navigate', (event) =>
      (event as Event & { intercept: (how: object) => void }).intercept({ handler: async () => undefined }),
    )
    navigation.navigate(to)
  }, second)
  await reader.reads(reader.messages.noComments)
  await reader.post('On the second.', 'Grace')
  await counts([first, second], [1, 1])
})

test('back at the first page, its conversation and its draft are there, though the second page left its link', async () => {
  // The canonical address differs from the browser's address, so only the link identifies the page.
  const { reader, page, first, second } = await onFirst((path) => canonical(`${path}/canonical`))
  await reader.fill({ text: 'Half a thought' })
  await page.evaluate((to) => {
    history.pushState(null, '', to)
    document.querySelector('link[rel=canonical]')?.setAttribute('href', to)
  }, second)
  await reader.reads(reader.messages.noComments)
  expect(await reader.field('comment', reader.form()).inputValue()).toBe('')
  await reader.fill({ text: 'Another' })
  await page.goBack()
  await reader.sees(reader.comment('On the first.'))
  expect(await reader.field('comment', reader.form()).inputValue()).toBe('Half a thought')
  await reader.button(reader.messages.post, reader.form()).click()
  await reader.hears(reader.messages.ownPublished)
  await counts([`${first}/canonical`, first, second], [2, 0, 0])
  await page.goForward()
  await eventually(async () => expect(await reader.field('comment', reader.form()).inputValue()).toBe('Another'))
})

test('a fragment and a tracking parameter lead to the same page: nothing is loaded again', async () => {
  const { reader, page, first } = await onFirst((path) => canonical(`${path}/canonical`))
  await reader.fill({ text: 'Half a thought' })
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.evaluate(() => {
    location.hash = 'part'
  })
  await page.evaluate((to) => history.replaceState(null, '', `${to}?utm_source=letter&fbclid=1#part`), first)
  await page.evaluate((to) => history.replaceState(null, '', to), first)
  await page.waitForTimeout(500)
  expect(asked.filter((url) => url.includes('/conversation'))).toEqual([])
  expect(await reader.field('comment', reader.form()).inputValue()).toBe('Half a thought')
  await reader.button(reader.messages.post, reader.form()).click()
  await reader.hears(reader.messages.ownPublished)
  await counts([`${first}/canonical`, first], [2, 0])
})

test('another query is another page', async () => {
  const { reader, first } = await onFirst()
  await goTo(reader, `${first}?p=2`)
  await reader.reads(reader.messages.noComments)
  await reader.post('On page two.', 'Grace')
  await counts([first, `${first}?p=2`], [1, 1])
})

test('where the browser tells nothing of the new address, whatever its reader does in the widget does', async () => {
  const { reader, first, second } = await onFirst(undefined, withoutNavigation)
  await goTo(reader, second)
  await reader.sees(reader.comment('On the first.'))
  await reader.field('comment', reader.form()).focus()
  await reader.reads(reader.messages.noComments)
  await reader.post('On the second.', 'Grace')
  await counts([first, second], [1, 1])
})

test('a comment that is sent before anything has told of the new address goes to the new page', async () => {
  const { reader, page, first, second } = await onFirst(undefined, withoutNavigation)
  await reader.fill({ text: 'Sent at once.', name: 'Grace' })
  await page.evaluate((to) => {
    history.pushState(null, '', to)
    document
      .querySelector('understory-comments')
      ?.shadowRoot?.querySelector<HTMLFormElement>('form.write')
      ?.requestSubmit()
  }, second)
  await reader.hears(reader.messages.ownPublished)
  await reader.sees(reader.comment('Sent at once.'))
  await counts([first, second], [1, 1])
})

test('a script that comes after the site has gone on takes no link of the page before', async () => {
  const reader = await newReader(PLAIN)
  const [first, second, third] = [freshPath('first'), freshPath('second'), freshPath('third')]
  await reader.page.goto(await pageAt(first, '', { head: canonical(first), embed: '' }))
  const arrive = (to: string) =>
    reader.page.evaluate(
      ({ to, widget, src }) => {
        history.pushState(null, '', to)
        document.body.innerHTML = widget
        const script = document.createElement('script')
        script.src = src
        document.body.append(script)
      },
      { to, widget: WIDGET, src: `${baseUrl()}/embed.js` },
    )
  await arrive(second)
  await reader.post('On the second.', 'Grace')
  await counts([first, second], [0, 1])
  // A canonical link that differs only by a slash counts as the page's own.
  await reader.page.goto(await pageAt(first, '', { head: canonical(`${third}/`), embed: '' }))
  await arrive(third)
  await reader.post('On the third.', 'Grace')
  await counts([third, `${third}/`], [0, 1])
})

test('a comment that is on its way arrives, though its reader is on the next page by then', async () => {
  const { reader, page, first, second } = await onFirst()
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  let isSent = false
  await page.route('**/v1/articles/*/comments', async (route) => {
    isSent = true
    await held
    await route.continue()
  })
  await reader.fill({ text: 'On its way.', name: 'Grace' })
  await reader.button(reader.messages.post, reader.form()).click()
  await eventually(async () => expect(isSent).toBe(true))
  await goTo(reader, second)
  await reader.reads(reader.messages.noComments)
  release()
  await counts([first, second], [2, 0])
  await page.goBack()
  await reader.sees(reader.comment('On its way.'))
  await reader.sees(reader.button(reader.messages.edit))
  expect(await reader.comment('On its way.').count()).toBe(1)
})

test('an address that the publisher wrote is not the browser’s', async () => {
  const reader = await newReader(PLAIN)
  const [first, second, named] = [freshPath('first'), freshPath('second'), freshPath('said')]
  await reader.page.goto(await pageAt(first, `<understory-comments url="${named}"></understory-comments>`))
  await reader.post('As it is said.', 'Grace')
  await goTo(reader, second)
  await reader.page.waitForTimeout(500)
  await reader.sees(reader.comment('As it is said.'))
  await counts([first, second, named], [0, 0, 1])
})

test('a title that comes late is read when the comment is sent, and one that is none harms nothing', async () => {
  const reader = await newReader(PLAIN)
  const path = freshPath('late')
  const titleOf = async () =>
    (await (await fetch(`${baseUrl()}/v1/pages?url=${encodeURIComponent(hostUrl() + path)}`)).json()).title
  await reader.page.goto(await pageAt(path, WIDGET, { title: '' }))
  await reader.post('Before the title.', 'Grace')
  expect(await titleOf()).toBe(hostUrl() + path)
  await reader.page.evaluate(() => {
    document.title = `\u202E Fog ${'x'.repeat(500)}`
  })
  await reader.post('After the title.', 'Grace')
  await eventually(async () => expect(await titleOf()).toMatch(/^Fog x{150,}…$/))
})

test('a script that a new page runs again counts what is new there, once', async () => {
  const reader = await newReader(PLAIN)
  const path = freshPath('counted')
  const asked: string[] = []
  reader.page.on('request', (request) => request.url().includes('comment-counts') && asked.push(request.url()))
  const list = '<p>a <b data-comment-count="/a.html">–</b></p>'
  await reader.page.goto(
    await pageAt(path, list, { embed: script() + script('async', '?v=2') + script('type="module"') }),
  )
  await reader.sees(reader.page.getByText('a 0'))
  await reader.page.evaluate((src) => {
    document.body.insertAdjacentHTML('beforeend', '<p>b <b data-comment-count="/b.html">–</b></p>')
    const script = document.createElement('script')
    script.src = src
    document.body.append(script)
  }, `${baseUrl()}/embed.js`)
  await reader.sees(reader.page.getByText('b 0'))
  expect(asked.map((url) => new URL(url).searchParams.getAll('url').map((each) => new URL(each).pathname))).toEqual([
    ['/a.html'],
    ['/b.html'],
  ])
})
