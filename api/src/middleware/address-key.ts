/** One network is one address: whoever has an IPv6 network has 2^64 addresses in it. */
export function addressKey(address: string): string {
  if (!address.includes(':')) return address || 'none';
  const [head = '', tail] = address.split('::');
  const front = head.split(':').filter(Boolean);
  const back = tail === undefined ? [] : tail.split(':').filter(Boolean);
  const groups =
    tail === undefined ? front : [...front, ...Array(8 - front.length - back.length).fill('0'), ...back];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
