import { useId, useState } from 'react';
import { write } from '../link';
import { type Language, languages, snippet } from './languages';
import type { Query } from './query';

// Code is the query that the chart is, always in step, in the language that it will be used in.
export function Code({ query, seconds }: { query: Query; seconds: number }) {
  const [language, setLanguage] = useState<Language>('GraphQL');
  const [said, setSaid] = useState('');
  const id = useId();
  const text = snippet(language, query, new URL('graphql', location.href).href, seconds);
  const copy = async () => {
    const copied = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    setSaid(copied ? 'Copied' : 'The browser does not let the page copy here: select the text');
    setTimeout(() => setSaid(''), 4000);
  };
  const inGraphiQL = `./${write({ query: query.document, variables: Object.keys(query.variables).length > 0 ? JSON.stringify(query.variables, null, 2) : '' })}`;
  return (
    <details className="code">
      <summary>The query</summary>
      <div className="choices">
        <label>
          <span className="unseen">Language</span>
          <select value={language} onChange={(event) => setLanguage(event.target.value as Language)}>
            {languages.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <button type="button" onClick={copy}>
          Copy
        </button>
        <a href={inGraphiQL}>Open in GraphiQL</a>
        <span role="status">{said}</span>
      </div>
      <pre id={id} role="region" aria-label="Query" tabIndex={0}>
        {text}
      </pre>
    </details>
  );
}
