/**
 * @generated SignedSource<<72e45cef49f6f6a8ed110634e77a5578>>
 * @relayHash 06f80357b5f385012b997fb076a3bff7
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

// @relayRequestID 623ef10b4991b18b9ece1f3ebce5f86efbb63a0094af29c14c68fb1fec1aabd8

import { ConcreteRequest } from 'relay-runtime';
export type ConversationType = "OPENAI" | "OTHER" | "SUPPORT_COPILOT" | "SUPPORT_TICKET" | "%future added value";
export type queriesOneQuery$variables = {
  id: string;
};
export type queriesOneQuery$data = {
  readonly conversation: {
    readonly id: string;
    readonly properties: unknown | null | undefined;
    readonly property: unknown | null | undefined;
    readonly type: ConversationType | null | undefined;
  } | null | undefined;
};
export type queriesOneQuery = {
  response: queriesOneQuery$data;
  variables: queriesOneQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "id"
  }
],
v1 = [
  {
    "alias": null,
    "args": [
      {
        "kind": "Variable",
        "name": "id",
        "variableName": "id"
      }
    ],
    "concreteType": "Conversation",
    "kind": "LinkedField",
    "name": "conversation",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "id",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "type",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "properties",
        "storageKey": null
      },
      {
        "alias": null,
        "args": [
          {
            "kind": "Literal",
            "name": "field",
            "value": "USER_PROPERTIES"
          },
          {
            "kind": "Literal",
            "name": "path",
            "value": [
              "plan"
            ]
          }
        ],
        "kind": "ScalarField",
        "name": "property",
        "storageKey": "property(field:\"USER_PROPERTIES\",path:[\"plan\"])"
      }
    ],
    "storageKey": null
  }
];
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "queriesOneQuery",
    "selections": (v1/*:: as any*/),
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "queriesOneQuery",
    "selections": (v1/*:: as any*/)
  },
  "params": {
    "cacheID": "06f80357b5f385012b997fb076a3bff7",
    "id": "623ef10b4991b18b9ece1f3ebce5f86efbb63a0094af29c14c68fb1fec1aabd8",
    "metadata": {},
    "name": "queriesOneQuery",
    "operationKind": "query",
    "text": "query queriesOneQuery(\n  $id: ID!\n) {\n  conversation(id: $id) {\n    id\n    type\n    properties\n    property(field: USER_PROPERTIES, path: [\"plan\"])\n  }\n}\n"
  }
};
})();

(node as any).hash = "8180ba03bc869d5937d469485374c7c7";

export default node;
