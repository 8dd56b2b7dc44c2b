import { html } from '../html.ts'
import { xmlDocument } from './xml.ts'

test('what XML cannot hold is left out, and all else stays', () => {
  const text = 'a\u0000b\u0007c\uFFFEd\uD800e\t\n雨🌿'
  expect(xmlDocument(html`<t>${text}</t>`)).toBe('<?xml version="1.0" encoding="utf-8"?>\n<t>abcde\t\n雨🌿</t>\n')
})
