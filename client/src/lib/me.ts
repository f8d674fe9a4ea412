import type { Me } from '@hamnevis/core/contract/auth';
import { ProblemError, request } from './http.ts';

export const ME_KEY = ['me'] as const;

/** Who is signed in; null when nobody is. */
export async function fetchMe(signal?: AbortSignal): Promise<Me | null> {
  try {
    return await request<Me>('GET', '/me', { signal });
  } catch (error) {
    if (error instanceof ProblemError && error.status === 401) return null;
    throw error;
  }
}
