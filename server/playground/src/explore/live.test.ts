import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { eventOf, subscription } from './live';
import { query } from './query';
import { resolve } from './range';
import { blank } from './state';

const schema = buildSchema(readFileSync(new URL('../../../../schema.graphqls', import.meta.url), 'utf8'));

test('charts are one subscription, and one chart is its query beneath live', () => {
  expect(schema.getSubscriptionType()?.name).toBe('Subscription');
  const now = Date.parse('2026-11-27T16:30:00Z');
  const span = resolve({ preset: 'last30' }, 'Europe/Berlin', now);
  const one = query({ chart: { ...blank, over: 'none' }, filters: [], span, now });
  const other = query({ chart: { ...blank, by: [{ field: 'TYPE' }], compare: 'before' }, filters: [], span, now });
  expect(subscription([one], 10).document).toBe(`subscription Conversations($where: ConversationWhere!) {
  live(every: "PT10S") {
    conversations(where: $where) {
      totals { count }
    }
  }
}
`);
  for (const made of [subscription([one], 60), subscription([one, other], 300), subscription([query({ chart: blank, filters: [], span: { zone: 'UTC' }, now })], 10)]) {
    expect(validate(schema, parse(made.document)), made.document).toEqual([]);
  }
  expect(subscription([one, other], 10).document).toContain('chart2: conversations(where: $where, groupBy: [{ time: { unit: DAY');
});

test('events are read as they are written', () => {
  expect(eventOf('event: next\ndata: {"a":\ndata: 1}')).toEqual({ event: 'next', data: '{"a":1}' });
  expect(eventOf('retry: 1200')).toEqual({ event: '', data: '', retry: 1200 });
  expect(eventOf(':')).toEqual({ event: '', data: '' });
  expect(eventOf('event: complete\r\ndata:')).toEqual({ event: 'complete', data: '' });
});
