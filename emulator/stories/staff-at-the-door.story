# SPDX-License-Identifier: Apache-2.0
# Roles are on tokens, the roster works offline, and a token that is out has done nothing.
story Staff come with their tokens, and nobody else gets in

kiosk closes
say the kiosk is closed; staff of the place get tokens of their own
staff zoe security-officer Zoë Okafor
staff omar custodian Omar Haddad
admin refused 77 staff sign-in --pin-file OUT/staff/zoe.pin
roster
network off
admin staff roster OUT/staff/roster.p7m
say the platform's roster is in; the network is off from here on
admin refused 69 staff sign-in --pin-file OUT/staff/zoe.pin
token in zoe
admin staff sign-in --pin-file OUT/staff/zoe.pin
say Zoë Okafor signs in with her token and its code
admin refused 77 staff sign-in --pin-file OUT/staff/wrong.pin
admin staff sign-in --pin-file OUT/staff/zoe.pin
token in omar
admin refused 64 staff sign-in --pin-file OUT/staff/zoe.pin
say two tokens are in: somebody must say which
token out zoe
admin staff sign-in --pin-file OUT/staff/omar.pin
admin refused 1 staff roster OUT/staff/roster.p7m
say the same roster again is not a newer one
log holds "roster-installed"
log holds "staff-signed-in"
log holds "staff-refused"
log holds "staff-signed-out"
log whole
token out omar
kiosk opens
see "Touch to begin"
