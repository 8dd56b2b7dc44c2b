import { html, jsonInScript, trusted } from './html.ts'

const HOSTILE = `</title><script>alert(1)</script>"' onload='x' &amp;`

test('a value is text, in content and in attributes', () => {
  expect(String(html`<a title="${HOSTILE}">${HOSTILE}</a>`)).toBe(
    '<a title="&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39; onload=&#39;x&#39; &amp;amp;">' +
      '&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39; onload=&#39;x&#39; &amp;amp;</a>',
  )
})

test('HTML inside HTML is not escaped again, lists are joined, nothing leaves nothing', () => {
  const items = ['a', '<'].map((item) => html`<li>${item}</li>`)
  expect(String(html`<ol>${items}</ol>${null}${undefined}${false}${0}`)).toBe('<ol><li>a</li><li>&lt;</li></ol>0')
  expect(String(html`<div>${trusted('<p>kept</p>')}</div>`)).toBe('<div><p>kept</p></div>')
})

test('an object that only looks like HTML is not believed', () => {
  const forged = JSON.parse('{"text":"<script>"}')
  expect(() => String(html`${forged}`)).toThrow()
})

test('no value can end the script element that carries JSON', () => {
  const text = String(jsonInScript({ name: '</script><!-- <script> \u2028 &' }))
  expect(text).not.toMatch(/[<>&\u2028]/)
  expect(JSON.parse(text)).toEqual({ name: '</script><!-- <script> \u2028 &' })
})
