# SPDX-License-Identifier: Apache-2.0
# A credential from its making to its end, at two devices, by the hands that may.
story The life of a key, from preparation to its end

kiosk closes
bus recorded OUT/bus.txt
staff zoe security-officer Zoë Okafor
staff ida custodian Ida Lind
staff omar custodian Omar Haddad
staff ken custodian 健 山田
staff ruth auditor Ruth Abara
roster
admin staff roster OUT/staff/roster.p7m
say the kiosk is closed; an officer, three custodians and an auditor have tokens, and the roster is in
token in zoe

admin keys create seal-2027 --algorithm p256 --pin-file OUT/staff/zoe.pin
admin keys request seal-2027 --platform --pin-file OUT/staff/zoe.pin
kiosk opens
courier visits
kiosk closes
admin keys certificate seal-2027 --pin-file OUT/staff/zoe.pin
say a key was born in the chip, asked for its certificate by the chip's own word, and got it
admin keys test seal-2027 --out OUT/test-signed.pdf --pin-file OUT/staff/zoe.pin
say it signed a document marked TEST; both verifiers accepted, and the log holds exactly that
admin keys activate seal-2027 --pin-file OUT/staff/zoe.pin
admin refused 64 keys destroy seal-2027 --yes-destroy seal-2027 --pin-file OUT/staff/zoe.pin
admin keys destroy birth --yes-destroy birth --pin-file OUT/staff/zoe.pin
say it took the place of the key from birth, which was destroyed

admin keys create portable --algorithm p256 --custodian OUT/staff/ida.pem --custodian OUT/staff/omar.pem --custodian OUT/staff/ken.pem --needed 2 --pin-file OUT/staff/zoe.pin
admin writes OUT/export.password keys password
admin refused 1 keys export seal-2027 --out OUT/no.pfx --approvals OUT/no --reason migration --destination nobody --password-file OUT/export.password --pin-file OUT/staff/zoe.pin
say a key that was not made to leave does not leave
admin begins keys export portable --out OUT/export.pfx --approvals OUT/approvals --reason "move to another place" --destination "Harbour Clinic" --password-file OUT/export.password --pin-file OUT/staff/zoe.pin
file OUT/approvals/request.json
token in ida
admin keys approve OUT/approvals/request.json --out OUT/approvals/ida.sig --token 41002 --pin-file OUT/staff/ida.pin
token out ida
token in ken
token in ruth
admin refused 77 keys approve OUT/approvals/request.json --out OUT/approvals/ruth.sig --token 41005 --pin-file OUT/staff/ruth.pin
token out ruth
admin keys approve OUT/approvals/request.json --out OUT/approvals/ken.sig --token 41004 --pin-file OUT/staff/ken.pin
token out ken
admin ends
say two of three custodians let a key leave as a file, with a manifest that the device signed

admin keys import OUT/export.pfx --name imported --password-file OUT/export.password --manifest OUT/export.manifest.json --signature OUT/export.manifest.p7s --pin-file OUT/staff/zoe.pin
admin keys request imported --out OUT/imported.csr.pem --pin-file OUT/staff/zoe.pin
say the file came back as a key that is honest about where it has been

another device harbour-otter-42
other staff roster OUT/staff/roster.p7m
other keys destination --out OUT/second.destination --pin-file OUT/staff/zoe.pin
admin begins keys duplicate portable --to OUT/second.destination --approvals OUT/approvals-second --out OUT/portable.key --pin-file OUT/staff/zoe.pin
file OUT/approvals-second/request.json
token in omar
admin keys approve OUT/approvals-second/request.json --out OUT/approvals-second/omar.sig --token 41003 --pin-file OUT/staff/omar.pin
token out omar
token in ida
admin keys approve OUT/approvals-second/request.json --out OUT/approvals-second/ida.sig --token 41002 --pin-file OUT/staff/ida.pin
token out ida
admin ends
other keys accept OUT/portable.key --pin-file OUT/staff/zoe.pin
other keys request portable --out OUT/duplicate.csr.pem --pin-file OUT/staff/zoe.pin
say the key went from chip to chip, and signs there; no file ever held it in the clear
admin writes OUT/device-chain.pem keys show seal-2027 --pem --pin-file OUT/staff/zoe.pin
admin keys archive --out OUT/archive --reason "yearly audit" --pin-file OUT/staff/zoe.pin
admin writes OUT/keys.json keys list --json --pin-file OUT/staff/zoe.pin
admin writes OUT/audit/entries.txt audit show --state OUT/device
admin writes OUT/audit/verdict.txt audit verify --state OUT/device
say certificates and evidence are archived, no private key; the log is whole
log holds "key-released"
log whole
kiosk opens
see "Touch to begin"
