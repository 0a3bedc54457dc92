import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;

/**
 * Who may use the loopback host: a token in the address works once and is exchanged for a session
 * kept in a cookie. Only hashes are kept, so comparing leaks nothing of the secrets.
 */
export class Sessions {
  readonly #tokens = new Set<string>();
  readonly #sessions = new Set<string>();

  /** A new one-time token. */
  mint(): string {
    const token = secret();
    this.#tokens.add(hashed(token));
    return token;
  }

  /** The secret of a new session; null for a token that is unknown or used. */
  exchange(token: string): string | null {
    if (!this.#tokens.delete(hashed(token))) return null;
    const session = secret();
    this.#sessions.add(hashed(session));
    return session;
  }

  has(session: string): boolean {
    return this.#sessions.has(hashed(session));
  }
}

function secret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

function hashed(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
