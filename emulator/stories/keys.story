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
staff mia site-manager Mia عمر
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
file OUT/approvals/request.p7m
token in ida
admin keys approve OUT/approvals/request.p7m --trust OUT/platform/public --out OUT/approvals/ida.sig --token 41002 --pin-file OUT/staff/ida.pin
token out ida
token in ken
token in ruth
admin refused 77 keys approve OUT/approvals/request.p7m --trust OUT/platform/public --out OUT/approvals/ruth.sig --token 41005 --pin-file OUT/staff/ruth.pin
token out ruth
admin keys approve OUT/approvals/request.p7m --trust OUT/platform/public --out OUT/approvals/ken.sig --token 41004 --pin-file OUT/staff/ken.pin
token out ken
admin ends
say two of three custodians let a key leave as a file, with a manifest that the device signed

stick OUT/stick
admin refused 64 keys send OUT/export.pfx OUT/export.manifest.json OUT/export.manifest.p7s OUT/export.password --to OUT/stick --receiver harbour-otter-42 --pin-file OUT/staff/zoe.pin
admin refused 1 keys send OUT/export.pfx OUT/export.manifest.json OUT/export.manifest.p7s --to OUT/stick --receiver harbour-otter-42 --password-file OUT/export.password --pin-file OUT/staff/zoe.pin
say the files went on a stick, the password did not; until the other device confirms, nothing is done

admin keys import OUT/export.pfx --name imported --password-file OUT/export.password --manifest OUT/export.manifest.json --signature OUT/export.manifest.p7s --pin-file OUT/staff/zoe.pin
admin keys request imported --out OUT/imported.csr.pem --pin-file OUT/staff/zoe.pin
say the file came back as a key that is honest about where it has been
token in ken
admin refused 64 token import OUT/export.pfx --slot 9d --token 41004 --officer-token 41001 --password-file OUT/export.password --management-key-file OUT/staff/management --pin-file OUT/staff/zoe.pin
admin token import OUT/export.pfx --slot 9d --over-usb-in-clear --token 41004 --officer-token 41001 --password-file OUT/export.password --management-key-file OUT/staff/management --pin-file OUT/staff/zoe.pin
token out ken
say a token took the key too, from somebody who said that it crosses USB in the clear; the log has who and when

another device harbour-otter-42
other staff roster OUT/staff/roster.p7m
other keys receive OUT/stick --out OUT/export.arrival.p7m --pin-file OUT/staff/zoe.pin
admin keys confirm OUT/export.arrival.p7m --pin-file OUT/staff/zoe.pin
admin writes OUT/sent.txt keys sent --pin-file OUT/staff/zoe.pin
say the other device signed that exactly these files came; now the move is done
other keys destination --out OUT/second.destination --pin-file OUT/staff/zoe.pin
admin begins keys duplicate portable --to OUT/second.destination --approvals OUT/approvals-second --out OUT/portable.key --pin-file OUT/staff/zoe.pin
file OUT/approvals-second/request.p7m
token in omar
admin keys approve OUT/approvals-second/request.p7m --trust OUT/platform/public --out OUT/approvals-second/omar.sig --token 41003 --pin-file OUT/staff/omar.pin
token out omar
token in ida
admin keys approve OUT/approvals-second/request.p7m --trust OUT/platform/public --out OUT/approvals-second/ida.sig --token 41002 --pin-file OUT/staff/ida.pin
token out ida
admin ends
other keys accept OUT/portable.key --pin-file OUT/staff/zoe.pin
other keys request portable --out OUT/duplicate.csr.pem --pin-file OUT/staff/zoe.pin
say the key went from chip to chip, and signs there; no file ever held it in the clear
admin keys rotate --months 9 --overlap 0 --pin-file OUT/staff/zoe.pin
admin keys rotate --pin-file OUT/staff/zoe.pin
say the active key is not due: the one command says when, and does nothing
admin keys rotate --early --name seal-2028 --pin-file OUT/staff/zoe.pin
kiosk opens
courier visits
kiosk closes
admin keys rotate --pin-file OUT/staff/zoe.pin
say its successor was made, certified, tried, and signs; the old private key is destroyed, its chain is kept
# The plan of the first thirty days, each day's work on its day.
token in mia
token in ruth
token in ida
token in ken
admin writes OUT/plan-keys.json keys list --json --token 41001 --pin-file OUT/staff/zoe.pin
admin runbook start first-month --token 41006 --pin-file OUT/staff/mia.pin
admin runbook do plan --claim "portable goes to Harbour Clinic; the file on its way is kept as a backup for 30 days" --file OUT/plan-keys.json --token 41006 --pin-file OUT/staff/mia.pin --second 41001 --second-pin-file OUT/staff/zoe.pin
admin refused 1 "not before day 1" runbook do export --claim OUT/export.manifest.json --file OUT/export.manifest.json --token 41001 --pin-file OUT/staff/zoe.pin --second 41002 --second-pin-file OUT/staff/ida.pin
say day 0: the plan of the first thirty days stands; a step before its day was refused
date moves 1d
admin begins keys export portable --out OUT/moved.pfx --approvals OUT/approvals-plan --reason "first month" --destination "Harbour Clinic" --password-file OUT/export.password --token 41001 --pin-file OUT/staff/zoe.pin
file OUT/approvals-plan/request.p7m
admin keys approve OUT/approvals-plan/request.p7m --trust OUT/platform/public --out OUT/approvals-plan/ida.sig --token 41002 --pin-file OUT/staff/ida.pin
admin keys approve OUT/approvals-plan/request.p7m --trust OUT/platform/public --out OUT/approvals-plan/ken.sig --token 41004 --pin-file OUT/staff/ken.pin
admin ends
admin runbook do export --claim OUT/moved.manifest.json --file OUT/moved.manifest.json --token 41001 --pin-file OUT/staff/zoe.pin --second 41002 --second-pin-file OUT/staff/ida.pin
date moves 1d
stick OUT/stick-plan
admin refused 1 keys send OUT/moved.pfx OUT/moved.manifest.json OUT/moved.manifest.p7s --to OUT/stick-plan --receiver harbour-otter-42 --password-file OUT/export.password --token 41001 --pin-file OUT/staff/zoe.pin
other keys receive OUT/stick-plan --out OUT/moved.arrival.p7m --token 41001 --pin-file OUT/staff/zoe.pin
admin keys confirm OUT/moved.arrival.p7m --token 41001 --pin-file OUT/staff/zoe.pin
admin runbook do transfer --claim OUT/moved.pfx,OUT/moved.arrival.p7m --token 41001 --pin-file OUT/staff/zoe.pin --second 41006 --second-pin-file OUT/staff/mia.pin
date moves 1d
admin keys import OUT/moved.pfx --name moved --password-file OUT/export.password --manifest OUT/moved.manifest.json --signature OUT/moved.manifest.p7s --token 41001 --pin-file OUT/staff/zoe.pin
admin runbook do import --claim moved --token 41001 --pin-file OUT/staff/zoe.pin --second 41006 --second-pin-file OUT/staff/mia.pin
admin retention keep moved.pfx --file OUT/moved.pfx --class backup --days 30 --token 41006 --pin-file OUT/staff/mia.pin
admin retention hold moved.pfx --reason "until the auditor has seen it" --token 41006 --pin-file OUT/staff/mia.pin
admin refused 1 "it is on legal hold: until the auditor has seen it" retention delete moved.pfx --file OUT/moved.pfx --record OUT/early.json --token 41001 --pin-file OUT/staff/zoe.pin
say days 1 to 3: the key left under quorum, the receiver signed for it, and it was taken in for good
date moves 1d
admin keys request moved --out OUT/moved.csr.pem --token 41001 --pin-file OUT/staff/zoe.pin
authority certifies OUT/moved.csr.pem OUT/moved.cert.pem
platform authority OUT/other-authority.pem
admin keys register moved --certificate OUT/moved.cert.pem --token 41001 --pin-file OUT/staff/zoe.pin
kiosk opens
courier visits
kiosk closes
admin keys register moved --token 41001 --pin-file OUT/staff/zoe.pin
admin keys activate moved --token 41001 --pin-file OUT/staff/zoe.pin
admin runbook do register --claim moved --token 41001 --pin-file OUT/staff/zoe.pin --second 41006 --second-pin-file OUT/staff/mia.pin
date moves 1d
admin keys test moved --out OUT/moved-test.pdf --token 41001 --pin-file OUT/staff/zoe.pin
admin runbook do test --claim OUT/moved-test.pdf --token 41006 --pin-file OUT/staff/mia.pin --second 41005 --second-pin-file OUT/staff/ruth.pin
date moves 1d
admin keys archive --out OUT/archive-first-month --reason "first month" --token 41005 --pin-file OUT/staff/ruth.pin
admin runbook do review --claim "the copy ends when its 30 days are over; the roster is right; rotation is in 11 months" --token 41005 --pin-file OUT/staff/ruth.pin --second 41006 --second-pin-file OUT/staff/mia.pin
admin runbook note "健 山田 keeps the next date in his calendar" --token 41006 --pin-file OUT/staff/mia.pin
say days 4 to 6: registered, tried, reviewed
date moves 24d
admin retention release moved.pfx --reason "seen" --token 41005 --pin-file OUT/staff/ruth.pin
admin refused 1 "it is kept until" retention delete moved.pfx --file OUT/moved.pfx --record OUT/early.json --token 41001 --pin-file OUT/staff/zoe.pin
admin runbook do compliance --claim "nothing about keys since the review; the file moved.pfx goes when its 30 days are over" --token 41005 --pin-file OUT/staff/ruth.pin --second 41001 --second-pin-file OUT/staff/zoe.pin
admin runbook report --out OUT/runbook.pdf --token 41005 --pin-file OUT/staff/ruth.pin
admin writes OUT/runbook.json runbook status --json --token 41005 --pin-file OUT/staff/ruth.pin
admin writes OUT/first-month.txt audit show --state OUT/device
say day 30: the first month was audited; its report is sealed
date moves 4d
admin refused 64 "is not what was listed as moved.pfx" retention delete moved.pfx --file OUT/export.pfx --record OUT/early.json --token 41001 --pin-file OUT/staff/zoe.pin
admin retention delete moved.pfx --file OUT/moved.pfx --record OUT/moved.deleted.json --token 41001 --pin-file OUT/staff/zoe.pin
admin writes OUT/retention.json retention list --json --token 41001 --pin-file OUT/staff/zoe.pin
say the copy was on hold, then too young; on day 34 it was overwritten, and the device signed that it is gone
token out mia
token out ida
token out ken
token out ruth

admin keys activate seal-2028 --pin-file OUT/staff/zoe.pin
platform revoke --device harbour-otter-41 --key moved
kiosk opens
courier visits
kiosk closes
admin refused 1 keys activate moved --pin-file OUT/staff/zoe.pin
say the platform ended the registration: that key signs no more, whatever its certificate says
admin writes OUT/device-chain.pem keys show seal-2027 --pem --pin-file OUT/staff/zoe.pin
admin keys archive --out OUT/archive --reason "yearly audit" --pin-file OUT/staff/zoe.pin
admin writes OUT/keys.json keys list --json --pin-file OUT/staff/zoe.pin
admin writes OUT/audit/entries.txt audit show --state OUT/device
admin writes OUT/audit/verdict.txt audit verify --state OUT/device
say certificates and evidence are archived, no private key; the log is whole

token in ruth
other device decommission --certificate OUT/destruction.json --escrow OUT/platform/escrow/harbour-otter-42.lockout --yes-destroy harbour-otter-42 --token 41001 --pin-file OUT/staff/zoe.pin --witness-token 41005 --witness-pin-file OUT/staff/ruth.pin
token out ruth
platform retire harbour-otter-42 --certificate OUT/destruction.json --signature OUT/destruction.p7s
say the second device was destroyed before a witness; its own certificate retired it
log holds "key-released"
log whole
token out zoe
kiosk opens
see "Touch to begin"
