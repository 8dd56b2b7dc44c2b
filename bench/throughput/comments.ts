/** The comments for every system under load, and a way to post many. */
import { each } from '../../test/kit/each.ts'

const WORDS = 'The harbour board voted again last night, and nobody on the quay was asked. '

/** The nth comment: 500 characters of plain words, no two the same. `{n}` is for wrk to fill in. */
export const commentOf = (number: number | '{n}'): { name: string; text: string } => ({
  name: `Reader ${number}`,
  text: `${number} ${WORDS.repeat(7)}`.slice(0, 500),
})

/** Sends numbered requests, some at a time. Fails with the first refusal. */
export async function postEach(
  count: number,
  send: (number: number) => Promise<Response>,
  { atOnce = 16 }: { atOnce?: number } = {},
): Promise<void> {
  const post = async (number: number) => {
    const response = await send(number)
    const text = await response.text()
    if (!response.ok) throw new Error(`A comment was answered with ${response.status}: ${text}`)
  }
  await each([...Array(count).keys()], post, atOnce)
}
