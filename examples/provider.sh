#!/usr/bin/env bash
# A provider's whole life in seven calls, with curl: from a document that works today to a phone that has the settings.
set -euo pipefail
cd "$(dirname "$0")"

API=${API:-http://127.0.0.1:8080}
HANDSETS=${HANDSETS:-http://127.0.0.1:2790}
KEY=${KEY:-$(cat ../.state/api-key)}

call() { # METHOD PATH [options of curl]: what is refused ends the script, with the reason
  curl --silent --show-error --fail-with-body --request "$1" "$API$2" --header "Authorization: Bearer $KEY" "${@:3}"
}
json=(--header 'Content-Type: application/json' --data-binary)
field() { node -pe "JSON.parse(require('fs').readFileSync(0))$1"; }

# A phone of its own for each run, and a version too: neither can be made twice.
digits=$(printf '%04d%04d' $((RANDOM % 10000)) $((RANDOM % 10000)))
msisdn=+9991$digits imsi=0010100$digits version=1.0.$(date +%s)
curl --silent --show-error --fail --output /dev/null --request PUT "$HANDSETS/handsets/%2B${msisdn#+}" --data "{\"imsi\": \"$imsi\"}"

# Register: 1. the document becomes a definition (nothing is stored), 2. which is kept as a draft, 3. and made active
definition=$(call POST "/v1/definitions/import?name=acme-mail&version=$version" \
  --header 'Content-Type: application/xml' --data-binary @mail.xml | field '.definition' | node -e '
    const definition = eval(`(${require("fs").readFileSync(0)})`); console.log(JSON.stringify(definition))')
call POST /v1/definitions "${json[@]}" "$definition" --output /dev/null
state=$(call POST "/v1/definitions/acme-mail/$version/activate" | field .state)
echo "acme-mail $version is $state"

# 4. the device that stands for the phone
call POST /v1/devices "${json[@]}" "{\"msisdn\": \"$msisdn\", \"imsi\": \"$imsi\"}" --output /dev/null

# 5. Plan: what an order would do, with nothing done
order="{\"device\": {\"msisdn\": \"$msisdn\"}, \"definition\": {\"name\": \"acme-mail\", \"version\": \"$version\"},
  \"parameters\": {\"username\": \"jane\", \"password\": \"correct-horse\"}}"
call POST /v1/plans "${json[@]}" "$order" | field '.document'

# 6. Order, 7. follow: answered when the order has ended, or after 30 seconds
id=$(call POST /v1/orders "${json[@]}" "$order" --header "Idempotency-Key: order-$msisdn-$version" | field .id)
call GET "/v1/orders/$id" --header 'Prefer: wait=30' | field '.state'

# What the phone holds
curl --silent --show-error --fail "$HANDSETS/handsets/%2B${msisdn#+}" | field '.documents[0].xml'
