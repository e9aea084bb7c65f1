#!/usr/bin/env bash
# A provider's whole life in seven calls, with curl: from a document that works today to a phone that has its settings.
set -euo pipefail
cd "$(dirname "$0")"

API=${API:-http://127.0.0.1:8080}
HANDSETS=${HANDSETS:-http://127.0.0.1:2790}
KEY=${KEY:-$(cat ../.state/api-key)}

# METHOD PATH [options of curl]; what is refused ends the script and says why
call() {
  local reply
  if ! reply=$(curl -sS --fail-with-body -X "$1" "$API$2" -H "Authorization: Bearer $KEY" "${@:3}"); then
    echo "$1 $2 was refused: $reply" >&2
    return 1
  fi
  echo "$reply"
}
json() { call "$1" "$2" -H 'Content-Type: application/json' --data-binary "$3" "${@:4}"; }
field() { node -pe "const v = JSON.parse(fs.readFileSync(0)).$1; typeof v === 'string' ? v : JSON.stringify(v)"; }

# A phone and a version of its own for each run: neither can be made twice.
digits=$(printf '%04d%04d' $((RANDOM % 10000)) $((RANDOM % 10000)))
msisdn="+9991$digits" imsi="0010100$digits" version="1.0.$(($(date +%s) % 1000000000))"
curl -sS --fail-with-body -o /dev/null -X PUT "$HANDSETS/handsets/$msisdn" -d "{\"imsi\": \"$imsi\"}"

# Register: 1. the document becomes a definition, and nothing is stored; 2. it is kept as a draft; 3. it is made active
definition=$(call POST "/v1/definitions/import?name=acme-mail&version=$version" \
  -H 'Content-Type: application/xml' --data-binary @mail.xml | field definition)
json POST /v1/definitions "$definition" >/dev/null
echo "acme-mail $version is $(call POST "/v1/definitions/acme-mail/$version/activate" | field state)"

# 4. The device that stands for the phone
json POST /v1/devices "{\"msisdn\": \"$msisdn\", \"imsi\": \"$imsi\"}" >/dev/null

# 5. Plan: what an order would do, and nothing is done
order="{\"device\": {\"msisdn\": \"$msisdn\"}, \"definition\": {\"name\": \"acme-mail\", \"version\": \"$version\"},
  \"parameters\": {\"username\": \"jane\", \"password\": \"correct-horse\"}}"
plan=$(json POST /v1/plans "$order")
echo "an order is allowed: $(field allowed <<<"$plan"), and takes $(field size.parts.most <<<"$plan") short messages"

# 6. Order; 7. follow: answered when the order has ended, or after 30 seconds
id=$(json POST /v1/orders "$order" -H "Idempotency-Key: $msisdn-$version" | field id)
echo "order $id is $(call GET "/v1/orders/$id" -H 'Prefer: wait=30' | field state)"

# What the phone holds now
curl -sS --fail-with-body "$HANDSETS/handsets/$msisdn" | field 'documents[0].xml'
