/**
 * Limits that moderators change while the site runs. The unit tests beside the code cover the limits in detail. This
 * file checks that a change reaches every instance, gives the right answer, and can be reverted. The lower limits also
 * apply to other tests of this suite. Those tests retry when they are told that they post too fast. The edit window
 * stays longer than they need.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { callOnce } from '../../kit/http/client.ts'
import {
  commentBy,
  commentPath,
  commentsPath,
  eventually,
  having,
  publish,
  unique,
  walk,
} from '../../kit/http/fixtures.ts'
import { readSettings, writeSettings } from '../../kit/http/settings.ts'
import type { Comment, Posted, Settings } from '../../kit/http/shapes.ts'
import { expectProblem } from '../problems.ts'

/** Functions cache settings for up to ten seconds. */
const TAKES_EFFECT_SECONDS = 20
const EDIT_WINDOW_SECONDS = 12

const attempt = (slug: string, text: string, headers: Record<string, string> = {}) =>
  callOnce<Posted>('POST', commentsPath(slug), { body: commentBy('Ada', text), headers })

describe('when moderators lower the limits', () => {
  const key = { 'idempotency-key': unique('before-the-limit') }
  let before: Settings
  let slug: string
  let first: Posted
  /** Comments that were accepted before the change took effect. */
  const accepted: string[] = []

  beforeAll(async () => {
    before = await readSettings()
    slug = await publish()
    first = having(201, await attempt(slug, 'In time.', key)).body
    await writeSettings({ ...before, commentsPerMinute: 1, editWindowSeconds: EDIT_WINDOW_SECONDS })
  })
  afterAll(() => writeSettings(before))

  test('who posts too fast is told to wait, and nothing is stored', async () => {
    const refused = await eventually(async () => {
      const answer = await attempt(slug, 'Too fast.')
      if (answer.status === 201) accepted.push(answer.body.comment.id)
      expect(answer.status).toBe(429)
      return answer
    }, TAKES_EFFECT_SECONDS)
    expectProblem(refused, 429, 'too-many-requests')
    expect(refused.headers['retry-after']).toMatch(/^([1-9]|[1-5]\d|60)$/)
    expect(refused.headers['cache-control']).toBe('private, no-store')
    await eventually(async () => {
      const ids = (await walk<Comment>(commentsPath(slug, '?sort=oldest&limit=100'))).map(({ id }) => id)
      expect(ids).toEqual([first.comment.id, ...accepted])
    })
  })

  test('a repeat is still answered as the first, and bad input as bad input', async () => {
    const repeat = await attempt(slug, 'In time.', key)
    // The edit window depends on the current settings.
    expect([repeat.status, repeat.body]).toEqual([201, { ...first, editableUntil: expect.any(String) }])
    expectProblem(await attempt(slug, ''), 422, 'invalid-input', ['#/text'])
  })

  test('an author comes too late to change a comment', async () => {
    const end = Date.parse(first.comment.createdAt) + (EDIT_WINDOW_SECONDS + 1) * 1000
    await sleep(Math.max(0, end - Date.now()))
    for (const method of ['PATCH', 'DELETE']) {
      const parts = { token: first.editToken, ...(method === 'PATCH' && { body: { text: 'In time.' } }) }
      const answer = await callOnce(method, commentPath(slug, first.comment.id), parts)
      expectProblem(answer, 403, 'edit-window-passed')
    }
    const { body } = having(200, await callOnce<Comment>('GET', commentPath(slug, first.comment.id)))
    expect(body).toMatchObject({ html: '<p>In time.</p>', editedAt: null })
  })

  test('and raise them again, people can go on', async () => {
    await writeSettings(before)
    await eventually(async () => having(201, await attempt(slug, 'Patient.')), TAKES_EFFECT_SECONDS)
  })
})
