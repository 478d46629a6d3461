import { enums, inputs } from './inputs.js';
/** What the gateway would refuse of a filter, and where it is: `where.and[0].id`, as in `extensions.input` of the gateway's error. */
export class FilterError extends Error {
    name = 'FilterError';
    input;
    constructor(message, input) {
        super(`${input}: ${message}`);
        this.input = input;
    }
}
/**
 * A filter without the members that are undefined, for a variable of the type `ConversationWhere`. A condition whose value is
 * undefined is left out; undefined comes back, which is no filter, where every condition is.
 *
 * It throws a `FilterError` for what the gateway would refuse: an empty object, a null, a field or an operator that the schema lacks,
 * a value of another type; and for an alternative of `or` of which nothing is left. Time zones and what depends on the gateway's
 * settings are left to the gateway.
 */
export function filter(where) {
    return where === undefined ? undefined : object('ConversationWhere', where, 'where');
}
const empty = 'The filter is empty. To find everything, leave it out.';
/** An input object without its undefined members; undefined if nothing is left of it for that reason. */
function object(type, value, at) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw new FilterError(`Expected an object ${type}.`, at);
    const fields = inputs[type];
    const given = {};
    for (const [name, member] of Object.entries(value)) {
        const inside = `${at}.${name}`;
        const field = fields[name];
        if (!field)
            throw new FilterError(`${type} has no field ${name}.`, inside);
        const read = member === undefined ? undefined : one(field, member, inside);
        if (read !== undefined)
            given[name] = read;
    }
    for (const [name, field] of Object.entries(fields)) {
        if (field.endsWith('!') && !(name in given))
            throw new FilterError(`${type} wants a ${name}.`, `${at}.${name}`);
    }
    if (type === 'TimeFilter' && 'ago' in given && !('last' in given))
        throw new FilterError('`ago` goes with `last`.', `${at}.ago`);
    const conditions = Object.keys(given).filter((name) => type !== 'PropertyFilter' || name !== 'path');
    if (conditions.length > 0) {
        if (type === 'PropertyFilter')
            property(given, at);
        return given;
    }
    if (Object.values(value).includes(undefined) || Object.keys(value).length > Object.keys(given).length)
        return undefined;
    throw new FilterError(empty, at);
}
/** A value of a type as the schema writes it. Undefined is a filter of which nothing is left, or a list of such. */
function one(type, value, at) {
    const named = type.replace(/[[\]!]/g, '');
    if (value === null)
        throw new FilterError('Null is not a filter. To find nulls, use isNull.', at);
    if (!type.startsWith('['))
        return inputs[named] ? object(named, value, at) : scalar(named, value, at);
    const list = Array.isArray(value) ? value : [value];
    if (!inputs[named]) {
        if (at.endsWith('.path') && list.length === 0)
            throw new FilterError('A path has at least one segment.', at);
        return list.map((item, i) => scalar(named, item, `${at}[${i}]`));
    }
    if (list.length === 0)
        throw new FilterError(empty, at);
    const items = list.map((item, i) => {
        const read = object(named, item, `${at}[${i}]`);
        // Left out, it would no longer find everything, but only what the others find.
        if (!read && at.endsWith('.or'))
            throw new FilterError('Nothing is left of this alternative.', `${at}[${i}]`);
        return read;
    });
    const left = items.filter((item) => item !== undefined);
    return left.length > 0 ? left : undefined;
}
const wholeNumber = (value) => typeof value === 'number' && Number.isInteger(value);
const time = /^\d{4}-\d\d-\d\d[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const duration = /^P(?=.)(\d{1,4}Y)?(\d{1,5}M)?(\d{1,5}W)?(\d{1,6}D)?(T(?=.)(\d{1,5}H)?(\d{1,7}M)?(\d{1,9}S)?)?$/;
const isScalar = {
    ID: (value) => typeof value === 'string' || wholeNumber(value),
    Int: (value) => wholeNumber(value) && value === (Number(value) | 0),
    String: (value) => typeof value === 'string',
    Boolean: (value) => typeof value === 'boolean',
    DateTime: (value) => typeof value === 'string' && time.test(value) && isDay(value.slice(0, 10)),
    Duration: (value) => typeof value === 'string' && duration.test(value) && /[1-9]/.test(value),
    TimeZone: (value) => typeof value === 'string' && value !== '',
    JSON: (value) => value !== null && value !== undefined,
};
const isDay = (day) => new Date(`${day}T00:00:00Z`).toJSON()?.slice(0, 10) === day;
function scalar(type, value, at) {
    const values = enums[type];
    const fits = values ? values.some((name) => name === value) : isScalar[type](value);
    if (!fits)
        throw new FilterError(values ? `Expected one of ${values.join(', ')}.` : `Expected a value of the type ${type}.`, at);
    if (JSON.stringify(value).includes('\\u0000'))
        throw new FilterError('A text cannot hold the character U+0000.', at);
    // Of the schema's enums one value is only answered.
    if (type === 'ConversationType' && value === 'OTHER')
        throw new FilterError('OTHER cannot be asked for.', at);
    return value;
}
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const readsAsPath = (value) => isObject(value) && Object.keys(value).sort().join() === 'path,value';
/** Refuses values that a property cannot be compared with, or, without a path, the whole field, which is always an object. */
function property(given, at) {
    for (const name of ['contains', 'hasAnyKey', 'hasAllKeys', 'arrayContains', 'arrayContainsObject']) {
        if (['{}', '[]'].includes(JSON.stringify(given[name])))
            throw new FilterError('Everything holds what is empty.', `${at}.${name}`);
    }
    if ('path' in given)
        return;
    const whole = (value, at) => {
        if (!isObject(value))
            throw new FilterError('Add a path: without one the whole field is compared.', at);
    };
    for (const [name, value] of Object.entries(given)) {
        if (name === 'in' || name === 'notIn')
            value.forEach((item, i) => whole(item, `${at}.${name}[${i}]`));
        else if (/^(eq|neq|gte?|lte?)$/.test(name))
            whole(value, `${at}.${name}`);
        if (readsAsPath(value))
            throw new FilterError('The endpoint would take an object of just path and value for a path.', `${at}.${name}`);
    }
}
