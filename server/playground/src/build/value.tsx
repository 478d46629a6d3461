import type { Operator } from './offer';
import { Select, Text } from './rows';

const hints: Record<string, string> = {
  DateTime: '2026-01-05 (UTC)',
  Duration: 'P30D',
  Int: '3',
  JSON: 'pro, "3" or 3',
};

// The spans that are asked for most, as suggestions.
export function Spans() {
  return (
    <datalist id="build-spans">
      <option value="P7D">7 days</option>
      <option value="P30D">30 days</option>
      <option value="P90D">90 days</option>
      <option value="P1Y">1 year</option>
    </datalist>
  );
}

// Value is what an operator compares with, chosen where the schema says of what.
export function Value({ name, operator, value, set }: { name: string; operator: Operator; value: string; set: (value: string) => void }) {
  if (operator.values && operator.list) {
    return (
      <select
        multiple
        aria-label={name}
        size={operator.values.length}
        value={value.split(',')}
        onChange={(event) => set(Array.from(event.target.selectedOptions, (o) => o.value).join(','))}
      >
        {operator.values.map((v) => (
          <option key={v} value={v}>
            {v}
          </option>
        ))}
      </select>
    );
  }
  const told = [
    { name: 'true', hint: '', label: 'Yes' },
    { name: 'false', hint: '', label: 'No' },
  ];
  const choices = operator.type === 'Boolean' ? told : operator.values?.map((v) => ({ name: v, hint: '', label: v }));
  if (choices) return <Select name={name} none="Choose…" value={value} groups={[{ choices }]} set={set} />;
  const hint = hints[operator.type] ?? '';
  return (
    <Text
      name={name}
      value={value}
      hint={operator.list ? `${hint || 'a'}, …` : hint}
      list={operator.type === 'Duration' ? 'build-spans' : undefined}
      set={set}
    />
  );
}
