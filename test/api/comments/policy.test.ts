/** An editor changes the comment policy while people comment. */
import { asEditor, call } from '../../kit/http/client.ts'
import {
  commentBy,
  commentPath,
  commentsPath,
  editorPath,
  eventually,
  having,
  post,
  publish,
  send,
  walk,
} from '../../kit/http/fixtures.ts'
import type { Comment } from '../../kit/http/shapes.ts'
import { expectProblem } from '../problems.ts'

/** The commenter caches an article for up to ten seconds. */
const TAKES_EFFECT_SECONDS = 20

test('a policy that changes takes effect in seconds, and what was said before stays', async () => {
  const slug = await publish()
  const { comment, editToken } = await post(slug, 'While it was open.')
  const body = { comments: { policy: 'closed' } }
  having(200, await asEditor('PATCH', editorPath(slug), { headers: { 'if-match': '"1"' }, body }))
  await eventually(async () => {
    expectProblem(await send(slug, commentBy('Ada', 'Too late.')), 403, 'comments-closed')
  }, TAKES_EFFECT_SECONDS)
  expect((await walk<Comment>(commentsPath(slug, '?sort=oldest'))).map(({ id }) => id)).toContain(comment.id)

  // A closed article accepts no edits. Authors can still delete their comments.
  await eventually(async () => {
    const answer = await call('PATCH', commentPath(slug, comment.id), {
      token: editToken,
      body: { text: 'By the back door.' },
    })
    expectProblem(answer, 403, 'comments-closed')
  }, TAKES_EFFECT_SECONDS)
  having(204, await call('DELETE', commentPath(slug, comment.id), { token: editToken }))
})
