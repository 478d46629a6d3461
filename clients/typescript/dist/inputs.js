// Written by generate.mjs.
/** The members of each input type, with their types. */
export const inputs = {
    "ConversationWhere": {
        "and": "[ConversationWhere!]",
        "or": "[ConversationWhere!]",
        "not": "ConversationWhere",
        "id": "IDFilter",
        "userMessageCount": "IntFilter",
        "organizationId": "IDFilter",
        "projectId": "IDFilter",
        "integrationId": "IDFilter",
        "firstMessageTime": "TimeFilter",
        "type": "ConversationTypeFilter",
        "properties": "[PropertyFilter!]",
        "userProperties": "[PropertyFilter!]"
    },
    "IDFilter": {
        "eq": "ID",
        "neq": "ID",
        "gt": "ID",
        "gte": "ID",
        "lt": "ID",
        "lte": "ID",
        "in": "[ID!]",
        "notIn": "[ID!]",
        "isNull": "Boolean"
    },
    "IntFilter": {
        "eq": "Int",
        "neq": "Int",
        "gt": "Int",
        "gte": "Int",
        "lt": "Int",
        "lte": "Int",
        "in": "[Int!]",
        "notIn": "[Int!]",
        "isNull": "Boolean"
    },
    "TimeFilter": {
        "eq": "DateTime",
        "neq": "DateTime",
        "gt": "DateTime",
        "gte": "DateTime",
        "lt": "DateTime",
        "lte": "DateTime",
        "in": "[DateTime!]",
        "notIn": "[DateTime!]",
        "last": "Duration",
        "ago": "Duration",
        "during": "CalendarPeriod",
        "isNull": "Boolean"
    },
    "ConversationTypeFilter": {
        "eq": "ConversationType",
        "neq": "ConversationType",
        "in": "[ConversationType!]",
        "notIn": "[ConversationType!]",
        "isNull": "Boolean"
    },
    "PropertyFilter": {
        "path": "[String!]",
        "eq": "JSON",
        "neq": "JSON",
        "gt": "JSON",
        "gte": "JSON",
        "lt": "JSON",
        "lte": "JSON",
        "in": "[JSON!]",
        "notIn": "[JSON!]",
        "contains": "JSON",
        "containedBy": "JSON",
        "hasKey": "String",
        "hasAnyKey": "[String!]",
        "hasAllKeys": "[String!]",
        "arrayContains": "JSON",
        "arrayContainsObject": "JSON",
        "isNull": "Boolean"
    },
    "CalendarPeriod": {
        "unit": "TimeUnit!",
        "offset": "Int",
        "count": "Int",
        "timeZone": "TimeZone",
        "weekStart": "Weekday"
    }
};
/** The values of each enum. */
export const enums = {
    "ConversationType": [
        "OPENAI",
        "SUPPORT_TICKET",
        "SUPPORT_COPILOT",
        "OTHER"
    ],
    "TimeUnit": [
        "HOUR",
        "DAY",
        "WEEK",
        "MONTH",
        "QUARTER",
        "YEAR"
    ],
    "Weekday": [
        "MONDAY",
        "TUESDAY",
        "WEDNESDAY",
        "THURSDAY",
        "FRIDAY",
        "SATURDAY",
        "SUNDAY"
    ]
};
