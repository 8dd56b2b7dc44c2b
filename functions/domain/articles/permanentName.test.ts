import { nameBased, permanentName } from './permanentName.ts'

test('names are made as RFC 9562 shows in appendix A.4', () => {
  expect(nameBased('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
    '2ed6657d-e927-568b-95e1-2665a8aea6a2',
  )
})

test('the same parts have the same name, others another', () => {
  expect(permanentName('article', 'fog')).toMatch(/^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(permanentName('article', 'fog')).toBe(permanentName('article', 'fog'))
  expect(permanentName('article', 'fog')).not.toBe(permanentName('article', 'mist'))
})
