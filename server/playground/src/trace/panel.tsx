import { useExchange } from '../exchange';

// TracePanel shows how the open tab's last answer came about, as the gateway tells it.
export function TracePanel() {
  const exchange = useExchange();
  const trace = exchange?.answer?.extensions?.gateway;
  return (
    <section className="panel" aria-label="Trace">
      <h2>Trace</h2>
      <div role="status">
        {!exchange && <p>Run a query to see how its answer comes about.</p>}
        {exchange?.state === 'answered' && !trace && (
          <>
            <p>
              The answer took {milliseconds(exchange.milliseconds)} to this page, with status {exchange.status}. The gateway did not
              say how it came about.
            </p>
            <p>
              Start the gateway with <code>--trace</code> and it does: <code>go run ./server --sandbox --trace</code>
            </p>
          </>
        )}
        {exchange && trace && (
          <dl className="figures">
            <Figure name="in the gateway" value={milliseconds(trace.milliseconds)} />
            <Figure name="to this page" value={milliseconds(exchange.milliseconds)} />
            <Figure name="queries planned" value={String(trace.queries)} />
            <Figure name="merged into others" value={String(trace.merged)} />
            <Figure name="calls of the endpoint" value={String(trace.calls)} />
          </dl>
        )}
      </div>
      {trace && (trace.fields?.length ?? 0) > 0 && (
        <div className="scroll" role="region" aria-label="Fields and their cache states" tabIndex={0}>
          <table>
            <caption>Fields, and where their rows came from</caption>
            <thead>
              <tr>
                <th scope="col">field</th>
                <th scope="col">cache</th>
                <th scope="col">age</th>
              </tr>
            </thead>
            <tbody>
              {trace.fields?.map((field) => (
                <tr key={field.path}>
                  <th scope="row">{field.path}</th>
                  <td>{field.cache}</td>
                  <td className="number">{seconds(field.age)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

function seconds(value: number): string {
  return `${value < 10 ? Number(value.toFixed(1)) : Math.round(value)} s`;
}
