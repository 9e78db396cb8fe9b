import { z } from 'zod';
import type { IssuedTokens } from '../services/session.service.js';

export const localLoginRequest = z
  .object({
    username: z
      .string()
      .min(1)
      .max(320)
      .meta({ description: 'User name or e-mail address', examples: ['admin'] }),
    password: z.string().min(1).max(1024),
  })
  .meta({ id: 'LocalLoginRequest' });

export const localLoginResponse = z
  .object({
    access_token: z.string(),
    refresh_token: z.string(),
    expires_in: z.int().meta({ description: 'Seconds' }),
    user_id: z.uuid(),
    token_type: z.literal('Bearer'),
  })
  .meta({ id: 'LocalLoginResponse' });

export const localRefreshRequest = z
  .object({ refresh_token: z.string().min(1).max(512) })
  .meta({ id: 'LocalTokenRefreshRequest' });

export const localRefreshResponse = z
  .object({
    access_token: z.string(),
    expires_in: z.int(),
    refresh_token: z.string(),
    token_type: z.literal('Bearer'),
  })
  .meta({ id: 'LocalTokenRefreshResponse' });

export const refreshRequest = z
  .object({ refresh_token: z.string().max(512).nullish(), provider: z.string().max(255).nullish() })
  .meta({ id: 'TokenRefreshRequest' });

export const refreshResponse = z
  .object({ access_token: z.string(), expires_in: z.int(), refresh_token: z.string() })
  .meta({ id: 'TokenRefreshResponse' });

export const logoutResponse = z
  .object({ message: z.string(), provider: z.string().nullable() })
  .meta({ id: 'LogoutResponse' });

export function toLoginView(tokens: IssuedTokens): z.infer<typeof localLoginResponse> {
  return { ...toRefreshView(tokens), user_id: tokens.userId, token_type: 'Bearer' };
}

export function toLocalRefreshView(tokens: IssuedTokens): z.infer<typeof localRefreshResponse> {
  return { ...toRefreshView(tokens), token_type: 'Bearer' };
}

export function toRefreshView(tokens: IssuedTokens): z.infer<typeof refreshResponse> {
  return {
    access_token: tokens.accessToken,
    expires_in: tokens.expiresIn,
    refresh_token: tokens.refreshToken,
  };
}
