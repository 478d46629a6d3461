import { ToolbarButton, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { token } from './session';
import { TokenForm } from './token-form';
import { useSource } from './use-source';

// TokenBar asks for a token once the gateway wants one, and goes when it has served. It stands above the page, for GraphiQL has
// no place for it; a button of the toolbar forgets the token.
export function TokenBar() {
  const { introspect } = useGraphiQLActions();
  const held = useSource(token);
  // The schema is asked for again with what is held now; at the start nothing has changed.
  const [asked, setAsked] = useState(held);
  useEffect(() => {
    if (asked === held) return;
    setAsked(held);
    void introspect();
  }, [asked, held, introspect]);
  const place = document.getElementById('token');
  return (
    <>
      {held && (
        <ToolbarButton label="Forget token" onClick={() => token.set('')}>
          <svg className="graphiql-toolbar-icon" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
            <circle cx="5" cy="8" r="3" />
            <path d="M8 8h6v2.5M11.5 8v2M2 2l12 12" />
          </svg>
        </ToolbarButton>
      )}
      {place && createPortal(<TokenForm />, place)}
    </>
  );
}
