import { useGraphiQLActions } from '@graphiql/react';
import { type FormEvent, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { source, useSource } from './exchange';

// In memory only: a reload forgets it, and no storage, history or link holds it.
export const token = source('');

// Whether the gateway answered the last request with 401.
export const refused = source(false);

// TokenBar asks for a token once the gateway wants one. It stands above the page, for GraphiQL has no place for it.
export function TokenBar() {
  const { introspect } = useGraphiQLActions();
  const [held, isRefused] = [useSource(token), useSource(refused)];
  const [typed, setTyped] = useState('');
  const place = document.getElementById('token');
  // The schema is asked for again with what is held now; at the start nothing has changed.
  const [asked, setAsked] = useState(held);
  useEffect(() => {
    if (asked === held) return;
    setAsked(held);
    void introspect();
  }, [asked, held, introspect]);
  if (!place || !(isRefused || held)) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    token.set(typed.trim().replace(/^Bearer\s+/i, ''));
    setTyped('');
  };
  const says = !isRefused
    ? 'Requests carry your token, which this page forgets when it is reloaded.'
    : held
      ? 'The gateway does not accept this token (401).'
      : 'The gateway wants to know who is asking (401).';
  return createPortal(
    <form className="token-bar" onSubmit={submit} aria-label="Token">
      <p role="status">{says}</p>
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
    </form>,
    place,
  );
}
