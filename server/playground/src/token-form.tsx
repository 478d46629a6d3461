import { type FormEvent, useState } from 'react';
import { refused, token } from './session';
import { useSource } from './use-source';

// TokenForm asks for a token while the gateway wants one.
export function TokenForm() {
  const [held, isRefused] = [useSource(token), useSource(refused)];
  const [typed, setTyped] = useState('');
  if (!isRefused) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    token.set(typed.trim().replace(/^Bearer\s+/i, ''));
    setTyped('');
  };
  return (
    <form className="token-bar" onSubmit={submit} aria-label="Token">
      <p role="status">{held ? 'The gateway does not accept this token (401).' : 'The gateway wants to know who is asking (401).'}</p>
      <label>
        Token{' '}
        <input type="password" autoComplete="off" spellCheck={false} value={typed} onChange={(event) => setTyped(event.target.value)} />
      </label>
      <button type="submit" disabled={typed.trim() === ''}>
        Use token
      </button>
      {held && (
        <button type="button" onClick={() => token.set('')}>
          Forget token
        </button>
      )}
    </form>
  );
}
