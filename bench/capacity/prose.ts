/**
 * Ordinary prose of a given length, the same at every run.
 */
const SENTENCES = [
  'I walked past the mill every morning for eleven years and never once saw the gates open before eight.',
  'What the report leaves out is who paid for the survey, and why the second one was never published.',
  'My grandmother kept the timetable from 1958 in a drawer, and the fares on it still make people laugh.',
  'Nobody who has waited for the number 14 in the rain will be surprised by any of these figures.',
  'The council had three public meetings about it; I was at two of them and the chairs were mostly empty.',
  'Could somebody explain why the northern branch is always the first to go when the budget is short?',
  'It works well enough in Ghent, where the trams simply wait until everybody has got on.',
  'I disagree about the bridge, but thank you for printing the drawings at a size that can be read.',
]

/** @param seed which sentence it begins with, so that no two neighbours read the same */
export function prose(length: number, seed = 0): string {
  let text = ''
  for (let at = seed; text.length < length; at++) text += `${text && ' '}${SENTENCES[at % SENTENCES.length]}`
  // No blank at the end: the API would trim it.
  return `${text
    .slice(0, length - 1)
    .trimEnd()
    .padEnd(length - 1, '.')}.`
}
