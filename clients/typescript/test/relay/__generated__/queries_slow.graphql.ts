/**
 * @generated SignedSource<<4c7332aa8a03b0d63ffb4ea84a8e07e1>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ReaderFragment } from 'relay-runtime';
import { FragmentRefs } from "relay-runtime";
export type queries_slow$data = {
  readonly list: {
    readonly nodes: ReadonlyArray<{
      readonly id: string;
    }>;
    readonly totalCount: number;
  } | null | undefined;
  readonly " $fragmentType": "queries_slow";
};
export type queries_slow$key = {
  readonly " $data"?: queries_slow$data;
  readonly " $fragmentSpreads": FragmentRefs<"queries_slow">;
};

const node: ReaderFragment = {
  "argumentDefinitions": [],
  "kind": "Fragment",
  "metadata": null,
  "name": "queries_slow",
  "selections": [
    {
      "alias": null,
      "args": [
        {
          "kind": "Literal",
          "name": "first",
          "value": 3
        }
      ],
      "concreteType": "ConversationConnection",
      "kind": "LinkedField",
      "name": "list",
      "plural": false,
      "selections": [
        {
          "alias": null,
          "args": null,
          "concreteType": "Conversation",
          "kind": "LinkedField",
          "name": "nodes",
          "plural": true,
          "selections": [
            {
              "alias": null,
              "args": null,
              "kind": "ScalarField",
              "name": "id",
              "storageKey": null
            }
          ],
          "storageKey": null
        },
        {
          "alias": null,
          "args": null,
          "kind": "ScalarField",
          "name": "totalCount",
          "storageKey": null
        }
      ],
      "storageKey": "list(first:3)"
    }
  ],
  "type": "Conversations",
  "abstractKey": null
};

(node as any).hash = "3c8138f44dd200e8ded76d37e23cae82";

export default node;
