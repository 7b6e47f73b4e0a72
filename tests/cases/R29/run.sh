#!/usr/bin/env bash
# R29. names with markup in the list for the mail
. "$(dirname "$0")/../lib.sh" R29 "$1"
project; certify "$HERE/roster.csv" --name-is-right 'O"Neale <b>&=1+1' --name-is-right "=cmd Hatch"; M=$P/out/certificates/$S/mailmerge.csv
"$PY" "$HERE/look.py" "$M" > "$T/look"; 
while IFS= read -r why; do WHY+=("$why"); done < "$T/look"; N=$((N+3))
first=$(sed -n 1p "$M"); n=$(ls "$P"/out/certificates/$S/ | grep -m1 NDPS | sed 's/.pdf//')
printf 'Name,Email,Hours\nLate Comer,late@example.net,40\n' > "$T/late.csv"; certify "$T/late.csv"; pp certificates correct "$n" --name "O\"Niall Reed" --reason "spelling"
check "after a correction and a late-comer nothing in mailmerge.csv tells new from mailed (columns: $(head -1 "$M" | tr -d '\r\357\273\277'))" eval 'head -1 "$M" | grep -Eiq "issued|date|new|mailed|sent|since" || ls "$P"/out/certificates/$S | grep -Eq "mailmerge.*(new|[0-9]{4})" || said "mail"'
finish
