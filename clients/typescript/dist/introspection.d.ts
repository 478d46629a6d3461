export type introspection_types = {
    'AggregateFunction': {
        name: 'AggregateFunction';
        enumValues: 'SUM' | 'COUNT' | 'COUNT_DISTINCT' | 'AVG' | 'MIN' | 'MAX' | 'PERCENTILE';
    };
    'AggregateValue': {
        kind: 'OBJECT';
        name: 'AggregateValue';
        fields: {
            'field': {
                name: 'field';
                type: {
                    kind: 'ENUM';
                    name: 'ConversationField';
                    ofType: null;
                };
            };
            'function': {
                name: 'function';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'ENUM';
                        name: 'AggregateFunction';
                        ofType: null;
                    };
                };
            };
            'p': {
                name: 'p';
                type: {
                    kind: 'SCALAR';
                    name: 'Float';
                    ofType: null;
                };
            };
            'path': {
                name: 'path';
                type: {
                    kind: 'LIST';
                    name: never;
                    ofType: {
                        kind: 'NON_NULL';
                        name: never;
                        ofType: {
                            kind: 'SCALAR';
                            name: 'String';
                            ofType: null;
                        };
                    };
                };
            };
            'value': {
                name: 'value';
                type: {
                    kind: 'SCALAR';
                    name: 'JSON';
                    ofType: null;
                };
            };
        };
    };
    'Boolean': unknown;
    'CalendarPeriod': {
        kind: 'INPUT_OBJECT';
        name: 'CalendarPeriod';
        isOneOf: false;
        inputFields: [{
            name: 'unit';
            type: {
                kind: 'NON_NULL';
                name: never;
                ofType: {
                    kind: 'ENUM';
                    name: 'TimeUnit';
                    ofType: null;
                };
            };
            defaultValue: null;
        }, {
            name: 'offset';
            type: {
                kind: 'NON_NULL';
                name: never;
                ofType: {
                    kind: 'SCALAR';
                    name: 'Int';
                    ofType: null;
                };
            };
            defaultValue: "0";
        }, {
            name: 'count';
            type: {
                kind: 'NON_NULL';
                name: never;
                ofType: {
                    kind: 'SCALAR';
                    name: 'Int';
                    ofType: null;
                };
            };
            defaultValue: "1";
        }, {
            name: 'timeZone';
            type: {
                kind: 'NON_NULL';
                name: never;
                ofType: {
                    kind: 'SCALAR';
                    name: 'TimeZone';
                    ofType: null;
                };
            };
            defaultValue: "\"UTC\"";
        }, {
            name: 'weekStart';
            type: {
                kind: 'NON_NULL';
                name: never;
                ofType: {
                    kind: 'ENUM';
                    name: 'Weekday';
                    ofType: null;
                };
            };
            defaultValue: "MONDAY";
        }];
    };
    'Conversation': {
        kind: 'OBJECT';
        name: 'Conversation';
        fields: {
            'firstMessageTime': {
                name: 'firstMessageTime';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'DateTime';
                        ofType: null;
                    };
                };
            };
            'id': {
                name: 'id';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'ID';
                        ofType: null;
                    };
                };
            };
            'integrationId': {
                name: 'integrationId';
                type: {
                    kind: 'SCALAR';
                    name: 'ID';
                    ofType: null;
                };
            };
            'organizationId': {
                name: 'organizationId';
                type: {
                    kind: 'SCALAR';
                    name: 'ID';
                    ofType: null;
                };
            };
            'projectId': {
                name: 'projectId';
                type: {
                    kind: 'SCALAR';
                    name: 'ID';
                    ofType: null;
                };
            };
            'properties': {
                name: 'properties';
                type: {
                    kind: 'SCALAR';
                    name: 'JSON';
                    ofType: null;
                };
            };
            'property': {
                name: 'property';
                type: {
                    kind: 'SCALAR';
                    name: 'JSON';
                    ofType: null;
                };
            };
            'type': {
                name: 'type';
                type: {
                    kind: 'ENUM';
                    name: 'ConversationType';
                    ofType: null;
                };
            };
            'typeName': {
                name: 'typeName';
                type: {
                    kind: 'SCALAR';
                    name: 'String';
                    ofType: null;
                };
            };
            'userMessageCount': {
                name: 'userMessageCount';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Int';
                        ofType: null;
                    };
                };
            };
            'userProperties': {
                name: 'userProperties';
                type: {
                    kind: 'OBJECT';
                    name: 'UserProperties';
                    ofType: null;
                };
            };
        };
    };
    'ConversationAggregate': {
        kind: 'INPUT_OBJECT';
        name: 'ConversationAggregate';
        isOneOf: false;
        inputFields: [{
            name: 'function';
            type: {
                kind: 'NON_NULL';
                name: never;
                ofType: {
                    kind: 'ENUM';
                    name: 'AggregateFunction';
                    ofType: null;
                };
            };
            defaultValue: null;
        }, {
            name: 'field';
            type: {
                kind: 'ENUM';
                name: 'ConversationField';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'path';
            type: {
                kind: 'LIST';
                name: never;
                ofType: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'String';
                        ofType: null;
                    };
                };
            };
            defaultValue: null;
        }, {
            name: 'p';
            type: {
                kind: 'SCALAR';
                name: 'Float';
                ofType: null;
            };
            defaultValue: null;
        }];
    };
    'ConversationConnection': {
        kind: 'OBJECT';
        name: 'ConversationConnection';
        fields: {
            'edges': {
                name: 'edges';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'LIST';
                        name: never;
                        ofType: {
                            kind: 'NON_NULL';
                            name: never;
                            ofType: {
                                kind: 'OBJECT';
                                name: 'ConversationEdge';
                                ofType: null;
                            };
                        };
                    };
                };
            };
            'nodes': {
                name: 'nodes';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'LIST';
                        name: never;
                        ofType: {
                            kind: 'NON_NULL';
                            name: never;
                            ofType: {
                                kind: 'OBJECT';
                                name: 'Conversation';
                                ofType: null;
                            };
                        };
                    };
                };
            };
            'pageInfo': {
                name: 'pageInfo';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'PageInfo';
                        ofType: null;
                    };
                };
            };
            'totalCount': {
                name: 'totalCount';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Int';
                        ofType: null;
                    };
                };
            };
        };
    };
    'ConversationCounts': {
        kind: 'OBJECT';
        name: 'ConversationCounts';
        fields: {
            'conversationId': {
                name: 'conversationId';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Int';
                        ofType: null;
                    };
                };
            };
            'firstMessageTime': {
                name: 'firstMessageTime';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Int';
                        ofType: null;
                    };
                };
            };
            'integrationId': {
                name: 'integrationId';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Int';
                        ofType: null;
                    };
                };
            };
            'organizationId': {
                name: 'organizationId';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Int';
                        ofType: null;
                    };
                };
            };
            'projectId': {
                name: 'projectId';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Int';
                        ofType: null;
                    };
                };
            };
            'properties': {
                name: 'properties';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Int';
                        ofType: null;
                    };
                };
            };
            'property': {
                name: 'property';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Int';
                        ofType: null;
                    };
                };
            };
            'type': {
                name: 'type';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Int';
                        ofType: null;
                    };
                };
            };
            'userMessageCount': {
                name: 'userMessageCount';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Int';
                        ofType: null;
                    };
                };
            };
            'userProperties': {
                name: 'userProperties';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Int';
                        ofType: null;
                    };
                };
            };
        };
    };
    'ConversationEdge': {
        kind: 'OBJECT';
        name: 'ConversationEdge';
        fields: {
            'cursor': {
                name: 'cursor';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'String';
                        ofType: null;
                    };
                };
            };
            'node': {
                name: 'node';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'Conversation';
                        ofType: null;
                    };
                };
            };
        };
    };
    'ConversationExtremes': {
        kind: 'OBJECT';
        name: 'ConversationExtremes';
        fields: {
            'firstMessageTime': {
                name: 'firstMessageTime';
                type: {
                    kind: 'SCALAR';
                    name: 'DateTime';
                    ofType: null;
                };
            };
            'property': {
                name: 'property';
                type: {
                    kind: 'SCALAR';
                    name: 'Float';
                    ofType: null;
                };
            };
            'userMessageCount': {
                name: 'userMessageCount';
                type: {
                    kind: 'SCALAR';
                    name: 'Int';
                    ofType: null;
                };
            };
        };
    };
    'ConversationField': {
        name: 'ConversationField';
        enumValues: 'ID' | 'USER_MESSAGE_COUNT' | 'ORGANIZATION_ID' | 'PROJECT_ID' | 'INTEGRATION_ID' | 'FIRST_MESSAGE_TIME' | 'TYPE' | 'PROPERTIES' | 'USER_PROPERTIES';
    };
    'ConversationGroup': {
        kind: 'OBJECT';
        name: 'ConversationGroup';
        fields: {
            'avg': {
                name: 'avg';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationNumbers';
                        ofType: null;
                    };
                };
            };
            'count': {
                name: 'count';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Int';
                        ofType: null;
                    };
                };
            };
            'countDistinct': {
                name: 'countDistinct';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationCounts';
                        ofType: null;
                    };
                };
            };
            'countOf': {
                name: 'countOf';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationCounts';
                        ofType: null;
                    };
                };
            };
            'isOthers': {
                name: 'isOthers';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Boolean';
                        ofType: null;
                    };
                };
            };
            'key': {
                name: 'key';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationKey';
                        ofType: null;
                    };
                };
            };
            'max': {
                name: 'max';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationExtremes';
                        ofType: null;
                    };
                };
            };
            'min': {
                name: 'min';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationExtremes';
                        ofType: null;
                    };
                };
            };
            'percentile': {
                name: 'percentile';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationPercentiles';
                        ofType: null;
                    };
                };
            };
            'previous': {
                name: 'previous';
                type: {
                    kind: 'OBJECT';
                    name: 'ConversationPrevious';
                    ofType: null;
                };
            };
            'sum': {
                name: 'sum';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationNumbers';
                        ofType: null;
                    };
                };
            };
            'values': {
                name: 'values';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'LIST';
                        name: never;
                        ofType: {
                            kind: 'NON_NULL';
                            name: never;
                            ofType: {
                                kind: 'OBJECT';
                                name: 'AggregateValue';
                                ofType: null;
                            };
                        };
                    };
                };
            };
        };
    };
    'ConversationGroupBy': {
        kind: 'INPUT_OBJECT';
        name: 'ConversationGroupBy';
        isOneOf: true;
        inputFields: [{
            name: 'field';
            type: {
                kind: 'ENUM';
                name: 'ConversationField';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'time';
            type: {
                kind: 'INPUT_OBJECT';
                name: 'TimeBucket';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'part';
            type: {
                kind: 'INPUT_OBJECT';
                name: 'TimePartBucket';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'property';
            type: {
                kind: 'INPUT_OBJECT';
                name: 'PropertyPath';
                ofType: null;
            };
            defaultValue: null;
        }];
    };
    'ConversationGroupOrder': {
        kind: 'INPUT_OBJECT';
        name: 'ConversationGroupOrder';
        isOneOf: false;
        inputFields: [{
            name: 'key';
            type: {
                kind: 'INPUT_OBJECT';
                name: 'ConversationGroupBy';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'aggregate';
            type: {
                kind: 'INPUT_OBJECT';
                name: 'ConversationAggregate';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'direction';
            type: {
                kind: 'NON_NULL';
                name: never;
                ofType: {
                    kind: 'ENUM';
                    name: 'Direction';
                    ofType: null;
                };
            };
            defaultValue: "ASC";
        }, {
            name: 'nulls';
            type: {
                kind: 'ENUM';
                name: 'Nulls';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'as';
            type: {
                kind: 'NON_NULL';
                name: never;
                ofType: {
                    kind: 'ENUM';
                    name: 'OrderAs';
                    ofType: null;
                };
            };
            defaultValue: "TEXT";
        }];
    };
    'ConversationGroups': {
        kind: 'OBJECT';
        name: 'ConversationGroups';
        fields: {
            'complete': {
                name: 'complete';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Boolean';
                        ofType: null;
                    };
                };
            };
            'nodes': {
                name: 'nodes';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'LIST';
                        name: never;
                        ofType: {
                            kind: 'NON_NULL';
                            name: never;
                            ofType: {
                                kind: 'OBJECT';
                                name: 'ConversationGroup';
                                ofType: null;
                            };
                        };
                    };
                };
            };
            'others': {
                name: 'others';
                type: {
                    kind: 'OBJECT';
                    name: 'ConversationRest';
                    ofType: null;
                };
            };
            'totalCount': {
                name: 'totalCount';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Int';
                        ofType: null;
                    };
                };
            };
        };
    };
    'ConversationHaving': {
        kind: 'INPUT_OBJECT';
        name: 'ConversationHaving';
        isOneOf: false;
        inputFields: [{
            name: 'aggregate';
            type: {
                kind: 'NON_NULL';
                name: never;
                ofType: {
                    kind: 'INPUT_OBJECT';
                    name: 'ConversationAggregate';
                    ofType: null;
                };
            };
            defaultValue: null;
        }, {
            name: 'eq';
            type: {
                kind: 'SCALAR';
                name: 'Float';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'neq';
            type: {
                kind: 'SCALAR';
                name: 'Float';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'gt';
            type: {
                kind: 'SCALAR';
                name: 'Float';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'gte';
            type: {
                kind: 'SCALAR';
                name: 'Float';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'lt';
            type: {
                kind: 'SCALAR';
                name: 'Float';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'lte';
            type: {
                kind: 'SCALAR';
                name: 'Float';
                ofType: null;
            };
            defaultValue: null;
        }];
    };
    'ConversationKey': {
        kind: 'OBJECT';
        name: 'ConversationKey';
        fields: {
            'conversationId': {
                name: 'conversationId';
                type: {
                    kind: 'SCALAR';
                    name: 'ID';
                    ofType: null;
                };
            };
            'entries': {
                name: 'entries';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'LIST';
                        name: never;
                        ofType: {
                            kind: 'NON_NULL';
                            name: never;
                            ofType: {
                                kind: 'OBJECT';
                                name: 'KeyEntry';
                                ofType: null;
                            };
                        };
                    };
                };
            };
            'firstMessageTime': {
                name: 'firstMessageTime';
                type: {
                    kind: 'SCALAR';
                    name: 'DateTime';
                    ofType: null;
                };
            };
            'integrationId': {
                name: 'integrationId';
                type: {
                    kind: 'SCALAR';
                    name: 'ID';
                    ofType: null;
                };
            };
            'organizationId': {
                name: 'organizationId';
                type: {
                    kind: 'SCALAR';
                    name: 'ID';
                    ofType: null;
                };
            };
            'part': {
                name: 'part';
                type: {
                    kind: 'SCALAR';
                    name: 'Int';
                    ofType: null;
                };
            };
            'partial': {
                name: 'partial';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Boolean';
                        ofType: null;
                    };
                };
            };
            'projectId': {
                name: 'projectId';
                type: {
                    kind: 'SCALAR';
                    name: 'ID';
                    ofType: null;
                };
            };
            'properties': {
                name: 'properties';
                type: {
                    kind: 'SCALAR';
                    name: 'JSON';
                    ofType: null;
                };
            };
            'property': {
                name: 'property';
                type: {
                    kind: 'SCALAR';
                    name: 'JSON';
                    ofType: null;
                };
            };
            'time': {
                name: 'time';
                type: {
                    kind: 'SCALAR';
                    name: 'DateTime';
                    ofType: null;
                };
            };
            'type': {
                name: 'type';
                type: {
                    kind: 'ENUM';
                    name: 'ConversationType';
                    ofType: null;
                };
            };
            'typeName': {
                name: 'typeName';
                type: {
                    kind: 'SCALAR';
                    name: 'String';
                    ofType: null;
                };
            };
            'userMessageCount': {
                name: 'userMessageCount';
                type: {
                    kind: 'SCALAR';
                    name: 'Int';
                    ofType: null;
                };
            };
            'userProperties': {
                name: 'userProperties';
                type: {
                    kind: 'SCALAR';
                    name: 'JSON';
                    ofType: null;
                };
            };
        };
    };
    'ConversationMetrics': {
        kind: 'INTERFACE';
        name: 'ConversationMetrics';
        fields: {
            'avg': {
                name: 'avg';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationNumbers';
                        ofType: null;
                    };
                };
            };
            'count': {
                name: 'count';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Int';
                        ofType: null;
                    };
                };
            };
            'countDistinct': {
                name: 'countDistinct';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationCounts';
                        ofType: null;
                    };
                };
            };
            'countOf': {
                name: 'countOf';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationCounts';
                        ofType: null;
                    };
                };
            };
            'max': {
                name: 'max';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationExtremes';
                        ofType: null;
                    };
                };
            };
            'min': {
                name: 'min';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationExtremes';
                        ofType: null;
                    };
                };
            };
            'percentile': {
                name: 'percentile';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationPercentiles';
                        ofType: null;
                    };
                };
            };
            'sum': {
                name: 'sum';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationNumbers';
                        ofType: null;
                    };
                };
            };
            'values': {
                name: 'values';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'LIST';
                        name: never;
                        ofType: {
                            kind: 'NON_NULL';
                            name: never;
                            ofType: {
                                kind: 'OBJECT';
                                name: 'AggregateValue';
                                ofType: null;
                            };
                        };
                    };
                };
            };
        };
        possibleTypes: 'ConversationGroup' | 'ConversationPrevious' | 'ConversationRest' | 'ConversationTotals';
    };
    'ConversationNumbers': {
        kind: 'OBJECT';
        name: 'ConversationNumbers';
        fields: {
            'property': {
                name: 'property';
                type: {
                    kind: 'SCALAR';
                    name: 'Float';
                    ofType: null;
                };
            };
            'userMessageCount': {
                name: 'userMessageCount';
                type: {
                    kind: 'SCALAR';
                    name: 'Float';
                    ofType: null;
                };
            };
        };
    };
    'ConversationOrder': {
        kind: 'INPUT_OBJECT';
        name: 'ConversationOrder';
        isOneOf: false;
        inputFields: [{
            name: 'field';
            type: {
                kind: 'NON_NULL';
                name: never;
                ofType: {
                    kind: 'ENUM';
                    name: 'ConversationField';
                    ofType: null;
                };
            };
            defaultValue: null;
        }, {
            name: 'direction';
            type: {
                kind: 'NON_NULL';
                name: never;
                ofType: {
                    kind: 'ENUM';
                    name: 'Direction';
                    ofType: null;
                };
            };
            defaultValue: "ASC";
        }];
    };
    'ConversationPercentiles': {
        kind: 'OBJECT';
        name: 'ConversationPercentiles';
        fields: {
            'userMessageCount': {
                name: 'userMessageCount';
                type: {
                    kind: 'SCALAR';
                    name: 'Float';
                    ofType: null;
                };
            };
        };
    };
    'ConversationPrevious': {
        kind: 'OBJECT';
        name: 'ConversationPrevious';
        fields: {
            'avg': {
                name: 'avg';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationNumbers';
                        ofType: null;
                    };
                };
            };
            'count': {
                name: 'count';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Int';
                        ofType: null;
                    };
                };
            };
            'countDistinct': {
                name: 'countDistinct';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationCounts';
                        ofType: null;
                    };
                };
            };
            'countOf': {
                name: 'countOf';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationCounts';
                        ofType: null;
                    };
                };
            };
            'max': {
                name: 'max';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationExtremes';
                        ofType: null;
                    };
                };
            };
            'min': {
                name: 'min';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationExtremes';
                        ofType: null;
                    };
                };
            };
            'percentile': {
                name: 'percentile';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationPercentiles';
                        ofType: null;
                    };
                };
            };
            'sum': {
                name: 'sum';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationNumbers';
                        ofType: null;
                    };
                };
            };
            'values': {
                name: 'values';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'LIST';
                        name: never;
                        ofType: {
                            kind: 'NON_NULL';
                            name: never;
                            ofType: {
                                kind: 'OBJECT';
                                name: 'AggregateValue';
                                ofType: null;
                            };
                        };
                    };
                };
            };
        };
    };
    'ConversationRest': {
        kind: 'OBJECT';
        name: 'ConversationRest';
        fields: {
            'avg': {
                name: 'avg';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationNumbers';
                        ofType: null;
                    };
                };
            };
            'count': {
                name: 'count';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Int';
                        ofType: null;
                    };
                };
            };
            'countDistinct': {
                name: 'countDistinct';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationCounts';
                        ofType: null;
                    };
                };
            };
            'countOf': {
                name: 'countOf';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationCounts';
                        ofType: null;
                    };
                };
            };
            'max': {
                name: 'max';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationExtremes';
                        ofType: null;
                    };
                };
            };
            'min': {
                name: 'min';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationExtremes';
                        ofType: null;
                    };
                };
            };
            'percentile': {
                name: 'percentile';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationPercentiles';
                        ofType: null;
                    };
                };
            };
            'sum': {
                name: 'sum';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationNumbers';
                        ofType: null;
                    };
                };
            };
            'values': {
                name: 'values';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'LIST';
                        name: never;
                        ofType: {
                            kind: 'NON_NULL';
                            name: never;
                            ofType: {
                                kind: 'OBJECT';
                                name: 'AggregateValue';
                                ofType: null;
                            };
                        };
                    };
                };
            };
        };
    };
    'ConversationTop': {
        kind: 'INPUT_OBJECT';
        name: 'ConversationTop';
        isOneOf: false;
        inputFields: [{
            name: 'key';
            type: {
                kind: 'NON_NULL';
                name: never;
                ofType: {
                    kind: 'INPUT_OBJECT';
                    name: 'ConversationGroupBy';
                    ofType: null;
                };
            };
            defaultValue: null;
        }, {
            name: 'count';
            type: {
                kind: 'NON_NULL';
                name: never;
                ofType: {
                    kind: 'SCALAR';
                    name: 'Int';
                    ofType: null;
                };
            };
            defaultValue: null;
        }, {
            name: 'by';
            type: {
                kind: 'INPUT_OBJECT';
                name: 'ConversationAggregate';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'direction';
            type: {
                kind: 'NON_NULL';
                name: never;
                ofType: {
                    kind: 'ENUM';
                    name: 'Direction';
                    ofType: null;
                };
            };
            defaultValue: "DESC";
        }];
    };
    'ConversationTotals': {
        kind: 'OBJECT';
        name: 'ConversationTotals';
        fields: {
            'avg': {
                name: 'avg';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationNumbers';
                        ofType: null;
                    };
                };
            };
            'count': {
                name: 'count';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Int';
                        ofType: null;
                    };
                };
            };
            'countDistinct': {
                name: 'countDistinct';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationCounts';
                        ofType: null;
                    };
                };
            };
            'countOf': {
                name: 'countOf';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationCounts';
                        ofType: null;
                    };
                };
            };
            'max': {
                name: 'max';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationExtremes';
                        ofType: null;
                    };
                };
            };
            'min': {
                name: 'min';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationExtremes';
                        ofType: null;
                    };
                };
            };
            'percentile': {
                name: 'percentile';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationPercentiles';
                        ofType: null;
                    };
                };
            };
            'previous': {
                name: 'previous';
                type: {
                    kind: 'OBJECT';
                    name: 'ConversationPrevious';
                    ofType: null;
                };
            };
            'sum': {
                name: 'sum';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'ConversationNumbers';
                        ofType: null;
                    };
                };
            };
            'values': {
                name: 'values';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'LIST';
                        name: never;
                        ofType: {
                            kind: 'NON_NULL';
                            name: never;
                            ofType: {
                                kind: 'OBJECT';
                                name: 'AggregateValue';
                                ofType: null;
                            };
                        };
                    };
                };
            };
        };
    };
    'ConversationType': {
        name: 'ConversationType';
        enumValues: 'OPENAI' | 'SUPPORT_TICKET' | 'SUPPORT_COPILOT' | 'OTHER';
    };
    'ConversationTypeFilter': {
        kind: 'INPUT_OBJECT';
        name: 'ConversationTypeFilter';
        isOneOf: false;
        inputFields: [{
            name: 'eq';
            type: {
                kind: 'ENUM';
                name: 'ConversationType';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'neq';
            type: {
                kind: 'ENUM';
                name: 'ConversationType';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'in';
            type: {
                kind: 'LIST';
                name: never;
                ofType: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'ENUM';
                        name: 'ConversationType';
                        ofType: null;
                    };
                };
            };
            defaultValue: null;
        }, {
            name: 'notIn';
            type: {
                kind: 'LIST';
                name: never;
                ofType: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'ENUM';
                        name: 'ConversationType';
                        ofType: null;
                    };
                };
            };
            defaultValue: null;
        }, {
            name: 'isNull';
            type: {
                kind: 'SCALAR';
                name: 'Boolean';
                ofType: null;
            };
            defaultValue: null;
        }];
    };
    'ConversationWhere': {
        kind: 'INPUT_OBJECT';
        name: 'ConversationWhere';
        isOneOf: false;
        inputFields: [{
            name: 'and';
            type: {
                kind: 'LIST';
                name: never;
                ofType: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'INPUT_OBJECT';
                        name: 'ConversationWhere';
                        ofType: null;
                    };
                };
            };
            defaultValue: null;
        }, {
            name: 'or';
            type: {
                kind: 'LIST';
                name: never;
                ofType: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'INPUT_OBJECT';
                        name: 'ConversationWhere';
                        ofType: null;
                    };
                };
            };
            defaultValue: null;
        }, {
            name: 'not';
            type: {
                kind: 'INPUT_OBJECT';
                name: 'ConversationWhere';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'id';
            type: {
                kind: 'INPUT_OBJECT';
                name: 'IDFilter';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'userMessageCount';
            type: {
                kind: 'INPUT_OBJECT';
                name: 'IntFilter';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'organizationId';
            type: {
                kind: 'INPUT_OBJECT';
                name: 'IDFilter';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'projectId';
            type: {
                kind: 'INPUT_OBJECT';
                name: 'IDFilter';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'integrationId';
            type: {
                kind: 'INPUT_OBJECT';
                name: 'IDFilter';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'firstMessageTime';
            type: {
                kind: 'INPUT_OBJECT';
                name: 'TimeFilter';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'type';
            type: {
                kind: 'INPUT_OBJECT';
                name: 'ConversationTypeFilter';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'properties';
            type: {
                kind: 'LIST';
                name: never;
                ofType: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'INPUT_OBJECT';
                        name: 'PropertyFilter';
                        ofType: null;
                    };
                };
            };
            defaultValue: null;
        }, {
            name: 'userProperties';
            type: {
                kind: 'LIST';
                name: never;
                ofType: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'INPUT_OBJECT';
                        name: 'PropertyFilter';
                        ofType: null;
                    };
                };
            };
            defaultValue: null;
        }];
    };
    'Conversations': {
        kind: 'OBJECT';
        name: 'Conversations';
        fields: {
            'groups': {
                name: 'groups';
                type: {
                    kind: 'OBJECT';
                    name: 'ConversationGroups';
                    ofType: null;
                };
            };
            'list': {
                name: 'list';
                type: {
                    kind: 'OBJECT';
                    name: 'ConversationConnection';
                    ofType: null;
                };
            };
            'totals': {
                name: 'totals';
                type: {
                    kind: 'OBJECT';
                    name: 'ConversationTotals';
                    ofType: null;
                };
            };
        };
    };
    'DateTime': unknown;
    'Direction': {
        name: 'Direction';
        enumValues: 'ASC' | 'DESC';
    };
    'Duration': unknown;
    'Float': unknown;
    'ID': unknown;
    'IDFilter': {
        kind: 'INPUT_OBJECT';
        name: 'IDFilter';
        isOneOf: false;
        inputFields: [{
            name: 'eq';
            type: {
                kind: 'SCALAR';
                name: 'ID';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'neq';
            type: {
                kind: 'SCALAR';
                name: 'ID';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'gt';
            type: {
                kind: 'SCALAR';
                name: 'ID';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'gte';
            type: {
                kind: 'SCALAR';
                name: 'ID';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'lt';
            type: {
                kind: 'SCALAR';
                name: 'ID';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'lte';
            type: {
                kind: 'SCALAR';
                name: 'ID';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'in';
            type: {
                kind: 'LIST';
                name: never;
                ofType: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'ID';
                        ofType: null;
                    };
                };
            };
            defaultValue: null;
        }, {
            name: 'notIn';
            type: {
                kind: 'LIST';
                name: never;
                ofType: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'ID';
                        ofType: null;
                    };
                };
            };
            defaultValue: null;
        }, {
            name: 'isNull';
            type: {
                kind: 'SCALAR';
                name: 'Boolean';
                ofType: null;
            };
            defaultValue: null;
        }];
    };
    'Int': unknown;
    'IntFilter': {
        kind: 'INPUT_OBJECT';
        name: 'IntFilter';
        isOneOf: false;
        inputFields: [{
            name: 'eq';
            type: {
                kind: 'SCALAR';
                name: 'Int';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'neq';
            type: {
                kind: 'SCALAR';
                name: 'Int';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'gt';
            type: {
                kind: 'SCALAR';
                name: 'Int';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'gte';
            type: {
                kind: 'SCALAR';
                name: 'Int';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'lt';
            type: {
                kind: 'SCALAR';
                name: 'Int';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'lte';
            type: {
                kind: 'SCALAR';
                name: 'Int';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'in';
            type: {
                kind: 'LIST';
                name: never;
                ofType: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Int';
                        ofType: null;
                    };
                };
            };
            defaultValue: null;
        }, {
            name: 'notIn';
            type: {
                kind: 'LIST';
                name: never;
                ofType: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Int';
                        ofType: null;
                    };
                };
            };
            defaultValue: null;
        }, {
            name: 'isNull';
            type: {
                kind: 'SCALAR';
                name: 'Boolean';
                ofType: null;
            };
            defaultValue: null;
        }];
    };
    'JSON': unknown;
    'KeyEntry': {
        kind: 'OBJECT';
        name: 'KeyEntry';
        fields: {
            'name': {
                name: 'name';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'String';
                        ofType: null;
                    };
                };
            };
            'value': {
                name: 'value';
                type: {
                    kind: 'SCALAR';
                    name: 'JSON';
                    ofType: null;
                };
            };
        };
    };
    'Nulls': {
        name: 'Nulls';
        enumValues: 'FIRST' | 'LAST';
    };
    'OrderAs': {
        name: 'OrderAs';
        enumValues: 'TEXT' | 'NUMBER';
    };
    'PageInfo': {
        kind: 'OBJECT';
        name: 'PageInfo';
        fields: {
            'endCursor': {
                name: 'endCursor';
                type: {
                    kind: 'SCALAR';
                    name: 'String';
                    ofType: null;
                };
            };
            'hasNextPage': {
                name: 'hasNextPage';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Boolean';
                        ofType: null;
                    };
                };
            };
            'hasPreviousPage': {
                name: 'hasPreviousPage';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Boolean';
                        ofType: null;
                    };
                };
            };
            'startCursor': {
                name: 'startCursor';
                type: {
                    kind: 'SCALAR';
                    name: 'String';
                    ofType: null;
                };
            };
        };
    };
    'PropertyField': {
        name: 'PropertyField';
        enumValues: 'PROPERTIES' | 'USER_PROPERTIES';
    };
    'PropertyFilter': {
        kind: 'INPUT_OBJECT';
        name: 'PropertyFilter';
        isOneOf: false;
        inputFields: [{
            name: 'path';
            type: {
                kind: 'LIST';
                name: never;
                ofType: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'String';
                        ofType: null;
                    };
                };
            };
            defaultValue: null;
        }, {
            name: 'eq';
            type: {
                kind: 'SCALAR';
                name: 'JSON';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'neq';
            type: {
                kind: 'SCALAR';
                name: 'JSON';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'gt';
            type: {
                kind: 'SCALAR';
                name: 'JSON';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'gte';
            type: {
                kind: 'SCALAR';
                name: 'JSON';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'lt';
            type: {
                kind: 'SCALAR';
                name: 'JSON';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'lte';
            type: {
                kind: 'SCALAR';
                name: 'JSON';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'in';
            type: {
                kind: 'LIST';
                name: never;
                ofType: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'JSON';
                        ofType: null;
                    };
                };
            };
            defaultValue: null;
        }, {
            name: 'notIn';
            type: {
                kind: 'LIST';
                name: never;
                ofType: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'JSON';
                        ofType: null;
                    };
                };
            };
            defaultValue: null;
        }, {
            name: 'contains';
            type: {
                kind: 'SCALAR';
                name: 'JSON';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'containedBy';
            type: {
                kind: 'SCALAR';
                name: 'JSON';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'hasKey';
            type: {
                kind: 'SCALAR';
                name: 'String';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'hasAnyKey';
            type: {
                kind: 'LIST';
                name: never;
                ofType: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'String';
                        ofType: null;
                    };
                };
            };
            defaultValue: null;
        }, {
            name: 'hasAllKeys';
            type: {
                kind: 'LIST';
                name: never;
                ofType: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'String';
                        ofType: null;
                    };
                };
            };
            defaultValue: null;
        }, {
            name: 'arrayContains';
            type: {
                kind: 'SCALAR';
                name: 'JSON';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'arrayContainsObject';
            type: {
                kind: 'SCALAR';
                name: 'JSON';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'isNull';
            type: {
                kind: 'SCALAR';
                name: 'Boolean';
                ofType: null;
            };
            defaultValue: null;
        }];
    };
    'PropertyKeys': {
        kind: 'OBJECT';
        name: 'PropertyKeys';
        fields: {
            'complete': {
                name: 'complete';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Boolean';
                        ofType: null;
                    };
                };
            };
            'nodes': {
                name: 'nodes';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'LIST';
                        name: never;
                        ofType: {
                            kind: 'NON_NULL';
                            name: never;
                            ofType: {
                                kind: 'SCALAR';
                                name: 'String';
                                ofType: null;
                            };
                        };
                    };
                };
            };
        };
    };
    'PropertyPath': {
        kind: 'INPUT_OBJECT';
        name: 'PropertyPath';
        isOneOf: false;
        inputFields: [{
            name: 'field';
            type: {
                kind: 'NON_NULL';
                name: never;
                ofType: {
                    kind: 'ENUM';
                    name: 'PropertyField';
                    ofType: null;
                };
            };
            defaultValue: null;
        }, {
            name: 'path';
            type: {
                kind: 'NON_NULL';
                name: never;
                ofType: {
                    kind: 'LIST';
                    name: never;
                    ofType: {
                        kind: 'NON_NULL';
                        name: never;
                        ofType: {
                            kind: 'SCALAR';
                            name: 'String';
                            ofType: null;
                        };
                    };
                };
            };
            defaultValue: null;
        }];
    };
    'PropertyValues': {
        kind: 'OBJECT';
        name: 'PropertyValues';
        fields: {
            'complete': {
                name: 'complete';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'Boolean';
                        ofType: null;
                    };
                };
            };
            'nodes': {
                name: 'nodes';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'LIST';
                        name: never;
                        ofType: {
                            kind: 'NON_NULL';
                            name: never;
                            ofType: {
                                kind: 'SCALAR';
                                name: 'String';
                                ofType: null;
                            };
                        };
                    };
                };
            };
        };
    };
    'Query': {
        kind: 'OBJECT';
        name: 'Query';
        fields: {
            'conversation': {
                name: 'conversation';
                type: {
                    kind: 'OBJECT';
                    name: 'Conversation';
                    ofType: null;
                };
            };
            'conversations': {
                name: 'conversations';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'Conversations';
                        ofType: null;
                    };
                };
            };
            'propertyKeys': {
                name: 'propertyKeys';
                type: {
                    kind: 'OBJECT';
                    name: 'PropertyKeys';
                    ofType: null;
                };
            };
            'propertyValues': {
                name: 'propertyValues';
                type: {
                    kind: 'OBJECT';
                    name: 'PropertyValues';
                    ofType: null;
                };
            };
        };
    };
    'String': unknown;
    'Subscription': {
        kind: 'OBJECT';
        name: 'Subscription';
        fields: {
            'live': {
                name: 'live';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'OBJECT';
                        name: 'Query';
                        ofType: null;
                    };
                };
            };
        };
    };
    'TimeBucket': {
        kind: 'INPUT_OBJECT';
        name: 'TimeBucket';
        isOneOf: false;
        inputFields: [{
            name: 'unit';
            type: {
                kind: 'NON_NULL';
                name: never;
                ofType: {
                    kind: 'ENUM';
                    name: 'TimeUnit';
                    ofType: null;
                };
            };
            defaultValue: null;
        }, {
            name: 'field';
            type: {
                kind: 'NON_NULL';
                name: never;
                ofType: {
                    kind: 'ENUM';
                    name: 'ConversationField';
                    ofType: null;
                };
            };
            defaultValue: "FIRST_MESSAGE_TIME";
        }, {
            name: 'timeZone';
            type: {
                kind: 'NON_NULL';
                name: never;
                ofType: {
                    kind: 'SCALAR';
                    name: 'TimeZone';
                    ofType: null;
                };
            };
            defaultValue: "\"UTC\"";
        }, {
            name: 'weekStart';
            type: {
                kind: 'NON_NULL';
                name: never;
                ofType: {
                    kind: 'ENUM';
                    name: 'Weekday';
                    ofType: null;
                };
            };
            defaultValue: "MONDAY";
        }];
    };
    'TimeFilter': {
        kind: 'INPUT_OBJECT';
        name: 'TimeFilter';
        isOneOf: false;
        inputFields: [{
            name: 'eq';
            type: {
                kind: 'SCALAR';
                name: 'DateTime';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'neq';
            type: {
                kind: 'SCALAR';
                name: 'DateTime';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'gt';
            type: {
                kind: 'SCALAR';
                name: 'DateTime';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'gte';
            type: {
                kind: 'SCALAR';
                name: 'DateTime';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'lt';
            type: {
                kind: 'SCALAR';
                name: 'DateTime';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'lte';
            type: {
                kind: 'SCALAR';
                name: 'DateTime';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'in';
            type: {
                kind: 'LIST';
                name: never;
                ofType: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'DateTime';
                        ofType: null;
                    };
                };
            };
            defaultValue: null;
        }, {
            name: 'notIn';
            type: {
                kind: 'LIST';
                name: never;
                ofType: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'DateTime';
                        ofType: null;
                    };
                };
            };
            defaultValue: null;
        }, {
            name: 'last';
            type: {
                kind: 'SCALAR';
                name: 'Duration';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'ago';
            type: {
                kind: 'SCALAR';
                name: 'Duration';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'during';
            type: {
                kind: 'INPUT_OBJECT';
                name: 'CalendarPeriod';
                ofType: null;
            };
            defaultValue: null;
        }, {
            name: 'isNull';
            type: {
                kind: 'SCALAR';
                name: 'Boolean';
                ofType: null;
            };
            defaultValue: null;
        }];
    };
    'TimePart': {
        name: 'TimePart';
        enumValues: 'HOUR_OF_DAY' | 'DAY_OF_WEEK' | 'DAY_OF_MONTH' | 'MONTH_OF_YEAR';
    };
    'TimePartBucket': {
        kind: 'INPUT_OBJECT';
        name: 'TimePartBucket';
        isOneOf: false;
        inputFields: [{
            name: 'part';
            type: {
                kind: 'NON_NULL';
                name: never;
                ofType: {
                    kind: 'ENUM';
                    name: 'TimePart';
                    ofType: null;
                };
            };
            defaultValue: null;
        }, {
            name: 'field';
            type: {
                kind: 'NON_NULL';
                name: never;
                ofType: {
                    kind: 'ENUM';
                    name: 'ConversationField';
                    ofType: null;
                };
            };
            defaultValue: "FIRST_MESSAGE_TIME";
        }, {
            name: 'timeZone';
            type: {
                kind: 'NON_NULL';
                name: never;
                ofType: {
                    kind: 'SCALAR';
                    name: 'TimeZone';
                    ofType: null;
                };
            };
            defaultValue: "\"UTC\"";
        }];
    };
    'TimeUnit': {
        name: 'TimeUnit';
        enumValues: 'HOUR' | 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';
    };
    'TimeZone': unknown;
    'UserProperties': {
        kind: 'OBJECT';
        name: 'UserProperties';
        fields: {
            'all': {
                name: 'all';
                type: {
                    kind: 'NON_NULL';
                    name: never;
                    ofType: {
                        kind: 'SCALAR';
                        name: 'JSON';
                        ofType: null;
                    };
                };
            };
            'identificationType': {
                name: 'identificationType';
                type: {
                    kind: 'SCALAR';
                    name: 'String';
                    ofType: null;
                };
            };
            'identifier': {
                name: 'identifier';
                type: {
                    kind: 'SCALAR';
                    name: 'ID';
                    ofType: null;
                };
            };
            'supportAgentEmail': {
                name: 'supportAgentEmail';
                type: {
                    kind: 'SCALAR';
                    name: 'String';
                    ofType: null;
                };
            };
            'supportAgentName': {
                name: 'supportAgentName';
                type: {
                    kind: 'SCALAR';
                    name: 'String';
                    ofType: null;
                };
            };
            'userId': {
                name: 'userId';
                type: {
                    kind: 'SCALAR';
                    name: 'ID';
                    ofType: null;
                };
            };
            'userType': {
                name: 'userType';
                type: {
                    kind: 'SCALAR';
                    name: 'String';
                    ofType: null;
                };
            };
        };
    };
    'Weekday': {
        name: 'Weekday';
        enumValues: 'MONDAY' | 'TUESDAY' | 'WEDNESDAY' | 'THURSDAY' | 'FRIDAY' | 'SATURDAY' | 'SUNDAY';
    };
};
/** An IntrospectionQuery representation of your schema.
 *
 * @remarks
 * This is an introspection of your schema saved as a file by GraphQLSP.
 * It will automatically be used by `gql.tada` to infer the types of your GraphQL documents.
 * If you need to reuse this data or update your `scalars`, update `tadaOutputLocation` to
 * instead save to a .ts instead of a .d.ts file.
 */
export type introspection = {
    name: never;
    query: 'Query';
    mutation: never;
    subscription: 'Subscription';
    types: introspection_types;
};
