#!/bin/sh
# A department's feed with curl: sh feed.sh GATEWAY_URL API_KEY [POSITION]
# What is behind a position, who reads how far, and the schema of one event. Needs curl alone.
set -eu
gateway=$1 key=$2 position=${3:-0}

ask() {
    curl --silent --show-error --fail-with-body --max-time 20 -H "Authorization: Bearer $key" "$@"
    echo
}

ask "$gateway/v1/events?after=$position&limit=5&reader=curl"
ask "$gateway/v1/events/status"
ask "$gateway/schemas/routing/request_assigned.v1.json"

# A reconciliation that says nothing is there names everything that is open: begin, list what you have, finish.
ask -X POST -H 'Content-Type: application/json' -d "{\"position\": $position}" "$gateway/v1/reconciliations"
