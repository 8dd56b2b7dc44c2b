/**
 * Lengths in the browser are those that the server counts.
 */
import { tidyBlock, tidyLine } from '../../../functions/domain/writing.ts'
import { blockLength, lineLength } from './lengths.ts'

test.each([
  ['nothing', '', 0],
  ['spaces alone', '   ', 0],
  ['an indented first line', '    x = 1  ', 9],
  ['blank lines around it', '\n  \n    x = 1\n\n', 9],
  ['line ends of Windows', 'a\r\nb\r\n', 3],
  ['emoji', '🦉🦉', 2],
  ['letters and marks apart', 'e\u0301', 1],
])('of several lines with %s', (_, text, length) => {
  expect([blockLength(text), [...tidyBlock(text)].length]).toEqual([length, length])
})

test.each([
  ['nothing', '', 0],
  ['spaces alone', '   ', 0],
  ['spaces around it', '  Ada  ', 3],
  ['emoji', '🦉🦉', 2],
  ['letters and marks apart', 'e\u0301', 1],
])('of one line with %s', (_, text, length) => {
  expect([lineLength(text), [...tidyLine(text)].length]).toEqual([length, length])
})
