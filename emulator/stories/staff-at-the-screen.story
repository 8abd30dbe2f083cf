# SPDX-License-Identifier: Apache-2.0
# A token at a free screen opens the door for staff, one at a busy screen opens nothing;
# taken out, it leaves nothing behind.
story Staff sign in at the screen, and whoever signs never sees them

kiosk closes
staff zoe security-officer Zoë Okafor
staff ida custodian Ida Lind
staff ken custodian 健 山田
staff mia site-manager Mia عمر
roster
admin staff roster OUT/staff/roster.p7m
token in zoe
admin keys create portable --algorithm p256 --custodian OUT/staff/ida.pem --custodian OUT/staff/ken.pem --needed 2 --pin-file OUT/staff/zoe.pin
token out zoe
kiosk opens
see "Touch to begin"
not see "Zoë Okafor"
token in zoe
see "Zoë Okafor"
not see "Touch to begin"
say a token is in: the screen asks for its code
key in 654321
press "Sign in"
see "The code is not right."
key in 123456
press "Sign in"
see "Security officer"
choose "Keys and certificates"
see "birth"
press "birth"
see "Born in this chip; no copy exists and none can be made."
press "Back"
press "Make a new key"
press "Make it"
see "It was born in this chip and cannot leave it."
press "Back"
see "No certificate yet"
choose "Write its request to the stick"
see "The request is no secret."
press "Write its request to the stick"
see "No stick is in."
stick OUT/stick
press "Back"
choose "Write its request to the stick"
press "Write its request to the stick"
see "Fingerprint of the key"
press "Back"
choose "Take its certificate from the stick"
see "There is no certificate on this stick."
press "Back"
say its request lies on the stick, for an authority that the courier does not reach
choose "Ask for a certificate"
press "Ask for a certificate"
see "The letter lies ready for the courier."
courier visits
press "Back"
choose "Install the certificate"
press "Install the certificate"
see "is installed"
press "Back"
choose "Put into use"
press "Put into use"
see "is in use from the next start on"
press "Back"
choose "Try it"
press "Try it"
see "was accepted by both verifiers"
say with taps alone a key was made in the chip, certified, put to use, and tried
press "Back"
press "Back"
key file OUT/stick/Ward-7.pfx k7mq-x2vt9-hw4pd-z8rfc-n3
press "Bring a key"
choose "Ward-7.pfx"
see "The password of the file"
type "k7mq-x2vt9"
press "Open"
see "The password does not open this key file."
type "k7mq-x2vt9-hw4pd-z8rfc-n3"
press "Open"
see "What shall this key be called here?"
press "Next"
see "Others may have copies."
press "Take it in"
see "This is what the chip says of it now."
see "copies may exist elsewhere"
say a key came on a stick; the screen says what the chip enforces now, and what no chip can say
press "Back"
press "Back"
press "portable"
choose "Write its request to the stick"
press "Write its request to the stick"
see "Fingerprint of the key"
authority certifies OUT/stick/portable.csr OUT/stick/portable.crt
platform authority OUT/other-authority.pem
press "Back"
choose "Take its certificate from the stick"
choose "portable.crt"
see "Install this certificate for"
press "Register it with the platform"
see "The platform was asked to register"
courier visits
press "Back"
choose "Take the platform's registration"
press "Take the platform's registration"
see "is registered, and its certificate installed"
say another authority's certificate came on the stick, and the platform's signed list names it
press "Back"
choose "Let it leave as a file"
see "To whom does"
type "harbour-otter-42"
press "Next"
type "new clinic"
press "Next"
see "Write this password down now"
press "Ask the custodians"
see "The next custodian's token, please"
token out zoe
token in ida
see "Do you agree that this key leaves?"
see "new clinic"
key in 123456
press "I agree"
see "1 of 2 agreed"
token out ida
token in ken
see "Do you agree that this key leaves?"
key in 123456
press "I agree"
see "Whoever asked for the key: put your token in again."
token out ken
token in zoe
see "Zoë Okafor"
key in 123456
press "Sign in"
see "The key may leave"
press "Write it to the stick"
see "It is not done until the receiver has confirmed it"
file OUT/stick/portable.pfx
file OUT/stick/portable.manifest.p7s
say two custodians swapped their tokens with the officer's, and a key left on the stick; it is not done until its receiver confirms
press "Back"
press "Back"
press "Back"
see "1 waits for a confirmation"
choose "Keys on their way"
see "3 files to harbour-otter-42"
see "Under way since today"
press "Confirmation from the platform"
see "No answer from the platform is here yet."
press "Back"
press "Confirmation from the stick"
see "There is no confirmation on this stick."
press "Back"
press "Back"
choose "Keys and certificates"
press "birth"
token out zoe
see "Touch to begin"
not see "birth"
say the token is out: the screen is the signers' again, at once
press "Touch to begin"
see "How would you like to read?"
token in zoe
wait 2s
see "How would you like to read?"
not see "Zoë Okafor"
say somebody is signing: the same token changes nothing
token out zoe
kiosk closes
another device harbour-otter-42
token in zoe
other staff roster OUT/staff/roster.p7m
other keys destination --out OUT/stick/second.destination --pin-file OUT/staff/zoe.pin
token out zoe
kiosk opens
token in zoe
see "Zoë Okafor"
key in 123456
press "Sign in"
choose "Keys and certificates"
press "portable"
choose "Send it to another device's chip"
choose "second.destination"
see "That device has said, signed, which chip it has."
press "Ask the custodians"
see "The next custodian's token, please"
token out zoe
token in ida
see "Do you agree that this key leaves?"
see "That device's chip alone. No file holds it in the clear."
key in 123456
press "I agree"
see "1 of 2 agreed"
token out ida
token in ken
see "Do you agree that this key leaves?"
key in 123456
press "I agree"
see "Whoever asked for the key: put your token in again."
token out ken
token in zoe
see "Zoë Okafor"
key in 123456
press "Sign in"
press "Write it to the stick"
see "Only the other device's chip can open the file on the stick."
file OUT/stick/portable.key
token out zoe
see "Touch to begin"
kiosk closes
token in zoe
other keys accept OUT/stick/portable.key --pin-file OUT/staff/zoe.pin
say the same custodians let the key go to another device's chip, which took it in
token out zoe
kiosk opens
token in mia
see "Mia"
key in 123456
press "Sign in"
choose "Plans"
see "No plan was begun at this device."
choose "The first thirty days of a credential"
see "Begun on"
choose "Plan the move"
press "This is done"
see "the plan, in one sentence"
type "ward 7 moves"
press "Next"
choose "portable.manifest.json"
see "Take your token out. A second person signs in here and confirms"
token out mia
token in zoe
see "Zoë Okafor"
key in 123456
press "Sign in"
choose "A step waits for your word"
see "says that this is done. You answer for it as well."
press "I confirm it"
see "Done on"
choose "Let the key go, and check that it arrived whole in its file"
press "This is done"
see "not before day 1"
press "Back"
press "Seal its report to the stick"
see "The sealed report is on the stick"
file OUT/stick/first-month.pdf
say a plan was begun; its first step counts because two persons said so, the second came too early; its report is sealed
press "Back"
press "Back"
press "Back"
choose "Archive chains and evidence"
see "The two conflict, and this device follows SP 800-57."
press "Next"
type "yearly audit"
press "Next"
see "The archive is on the stick"
say chains and evidence are archived on the stick, and no private key; the screen says why
token out zoe
see "Touch to begin"
log holds "key-created"
log holds "key-imported"
log holds "key-released"
log holds "key-sent"
log holds "key-registered"
log holds "runbook-step-done"
log holds "runbook-reported"
log holds "evidence-archived"
log holds "staff-signed-in"
log holds "staff-refused"
log holds "staff-signed-out"
log whole
