/** A person's session on a running product, by the road that a program takes: code asked for, code given. */
export async function signIn(
  url: string,
  phone: string,
  headers: Record<string, string> = {},
): Promise<{ token: string; personId: string; organizationId: string }> {
  const post = async (path: string, body: unknown): Promise<Record<string, unknown>> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const { devCode } = await post('/auth/otp/request', { phone });
  const { token, user } = await post('/auth/otp/verify', { phone, code: devCode });
  const person = user as { id: string; memberships?: { organizationId: string }[] };
  const organizationId = person.memberships?.[0]?.organizationId;
  if (typeof token !== 'string' || !organizationId) throw new Error('the sign-in brought no membership');
  return { token, personId: person.id, organizationId };
}
