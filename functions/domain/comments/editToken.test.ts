import { addressHashOf, editTokenOf, isEditTokenOf, networkOf } from './editToken.ts'

test('a token fits its comment and its secret only', () => {
  const token = editTokenOf('one', 'secret')
  expect(isEditTokenOf(token, 'one', 'secret')).toBe(true)
  expect(isEditTokenOf(token, 'two', 'secret')).toBe(false)
  expect(isEditTokenOf(token, 'one', 'other')).toBe(false)
  expect(isEditTokenOf(`${token}x`, 'one', 'secret')).toBe(false)
  expect(isEditTokenOf('', 'one', 'secret')).toBe(false)
})

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('%s counts as %s', (address, network) => expect(networkOf(address)).toBe(network))

test('neighbours in a /64 share a hash, others do not', () => {
  expect(addressHashOf('2001:db8::1', 's')).toBe(addressHashOf('2001:db8::2', 's'))
  expect(addressHashOf('2001:db8::1', 's')).not.toBe(addressHashOf('2001:db8:0:1::1', 's'))
  expect(addressHashOf('2001:db8::1', 's')).not.toBe(addressHashOf('2001:db8::1', 't'))
})
