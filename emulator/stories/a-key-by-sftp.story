# SPDX-License-Identifier: Apache-2.0
# What hands a key's files on is not believed: the receiver's signed word alone ends a move.
story A key's files go by SFTP and by HTTPS, and are done when their receiver says so

kiosk closes
staff zoe security-officer Zoë Okafor
staff ida custodian Ida Lind
staff omar custodian Omar Haddad
roster
admin staff roster OUT/staff/roster.p7m
token in zoe
admin keys create portable --algorithm p256 --custodian OUT/staff/ida.pem --custodian OUT/staff/omar.pem --needed 2 --pin-file OUT/staff/zoe.pin
admin writes OUT/export.password keys password
admin begins keys export portable --out OUT/export.pfx --approvals OUT/approvals --reason "move to another place" --destination "Harbour Clinic" --password-file OUT/export.password --pin-file OUT/staff/zoe.pin
file OUT/approvals/request.p7m
token in ida
admin keys approve OUT/approvals/request.p7m --trust OUT/platform/public --out OUT/approvals/ida.sig --token 41002 --pin-file OUT/staff/ida.pin
token out ida
token in omar
admin keys approve OUT/approvals/request.p7m --trust OUT/platform/public --out OUT/approvals/omar.sig --token 41003 --pin-file OUT/staff/omar.pin
token out omar
admin ends

sftp server
admin refused 64 keys send OUT/export.pfx OUT/export.manifest.json OUT/export.manifest.p7s --to SFTP --key-file SFTP-KEY-FILE --receiver harbour-otter-42 --pin-file OUT/staff/zoe.pin
say a server whose key nobody told is not spoken to
admin refused 1 keys send OUT/export.pfx OUT/export.manifest.json OUT/export.manifest.p7s --to SFTP --host-key SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA --key-file SFTP-KEY-FILE --receiver harbour-otter-42 --pin-file OUT/staff/zoe.pin
say nor is one that shows another key than it should
admin refused 1 keys send OUT/export.pfx OUT/export.manifest.json OUT/export.manifest.p7s --to SFTP --host-key SFTP-HOST-KEY --key-file SFTP-KEY-FILE --receiver harbour-otter-42 --password-file OUT/export.password --pin-file OUT/staff/zoe.pin
admin writes OUT/sent-open.txt keys sent --pin-file OUT/staff/zoe.pin
say the files lie on the server; the device waits for its receiver's word

another device harbour-otter-42
other staff roster OUT/staff/roster.p7m
other keys receive SFTP-FOLDER --out OUT/export.arrival.p7m --pin-file OUT/staff/zoe.pin
admin keys confirm OUT/export.arrival.p7m --pin-file OUT/staff/zoe.pin
say the other device took them from there and signed for exactly these files

admin refused 1 keys send OUT/export.pfx OUT/export.manifest.json OUT/export.manifest.p7s --to platform --receiver platform --pin-file OUT/staff/zoe.pin
admin refused 1 keys confirm --pin-file OUT/staff/zoe.pin
kiosk opens
courier visits
kiosk closes
admin keys confirm --pin-file OUT/staff/zoe.pin
say the courier brought them to the platform over HTTPS, and its signed word back
admin writes OUT/sent.txt keys sent --pin-file OUT/staff/zoe.pin
log whole
token out zoe
kiosk opens
