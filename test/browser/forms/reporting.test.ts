/**
 * Reporting a comment to moderators.
 */
import { describe, expect, test } from '@jest/globals'
import { eventually, post, publish, queueOf } from '../../kit/http/fixtures.ts'
import { MATRIX } from '../reader/matrix.ts'
import { newReader } from '../reader/reader.ts'

describe.each(MATRIX)('$name', (setting) => {
  test('a comment is reported with a reason, and its reporter thanked', async () => {
    const slug = await publish()
    await post(slug, 'Buy my boat.')
    const reader = await newReader(setting)
    const { messages, page } = reader
    await reader.openArticle(slug)
    await reader.action('report', 'Buy my boat.', 'Ada').click()
    await reader.sees(page.getByRole('group', { name: messages.reportReason }))
    await reader.field('reportDetail').fill('d'.repeat(501))
    await page.getByRole('radio', { name: messages.reasonSpam }).check()
    await reader.button(messages.sendReport).click()
    await reader.sees(page.locator('[aria-invalid="true"]'))
    await reader.field('reportDetail').fill('He does this every week.')
    await page.getByRole('radio', { name: messages.reasonSpam }).check()
    await reader.button(messages.sendReport).click()
    await reader.reads(messages.reportThanks)
    await eventually(async () => expect(await queueOf(slug, 'reported')).toHaveLength(1))
    if (setting.scripts) await reader.hears(messages.reportThanks)
    else await reader.link(messages.backToArticle).click()
    await reader.sees(reader.comment('Buy my boat.'))
  })
})

describe.each(MATRIX.filter(({ scripts }) => scripts))('$name', (setting) => {
  test('a report without a reason is asked for one; Escape leaves it', async () => {
    const slug = await publish()
    await post(slug, 'Buy my boat.')
    const reader = await newReader(setting)
    const { messages, page } = reader
    await reader.openArticle(slug)
    await reader.action('report', 'Buy my boat.', 'Ada').click()
    await reader.button(messages.sendReport).click()
    await reader.reads(messages.faultChoice)
    await reader.hasFocus(page.getByRole('radio').first())
    await page.keyboard.press('Escape')
    await reader.seesNo(reader.button(messages.sendReport))
    await reader.hasFocus(reader.action('report', 'Buy my boat.', 'Ada'))
  })
})
