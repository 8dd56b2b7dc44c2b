/**
 * Checks that a page is valid HTML, by html-validate.
 */
import { HtmlValidate } from 'html-validate'

/** The validator's recommended rules, without those about style and about texts of editors and readers. */
const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // Editors choose the length of headlines.
    'long-title': 'off',
    // micromark closes void elements as in XHTML, which HTML allows.
    'void-style': 'off',
    // Allows a name on every element that ARIA allows it on. The default allows fewer.
    'aria-label-misuse': ['error', { allowAnyNamable: true }],
  },
})
/** Expects that a page has no faults. */
export async function expectValid({ url, html }: { url: string; html: string }): Promise<void> {
  const report = await validator.validateString(html)
  const faults = report.results
    .flatMap(({ messages }) => messages)
    .map(({ ruleId, message, line }) => `${url}:${line} ${ruleId}: ${message}`)
  expect(faults).toEqual([])
}
