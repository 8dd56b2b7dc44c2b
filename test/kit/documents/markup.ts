/**
 * Whether a page is valid HTML, as html-validate reads the standard.
 */
import { HtmlValidate } from 'html-validate'

/** The validator's recommendations, without those about style and about what editors and readers write. */
const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // Headlines are as long as editors write them.
    'long-title': 'off',
    // micromark closes void elements as XHTML did, which HTML allows.
    'void-style': 'off',
    // Allows a name on every element that ARIA allows it on. The default allows fewer.
    'aria-label-misuse': ['error', { allowAnyNamable: true }],
  },
})
/** Holds a page against the HTML standard. */
export async function expectValid({ url, html }: { url: string; html: string }): Promise<void> {
  const report = await validator.validateString(html)
  const faults = report.results
    .flatMap(({ messages }) => messages)
    .map(({ ruleId, message, line }) => `${url}:${line} ${ruleId}: ${message}`)
  expect(faults).toEqual([])
}
