# SPDX-License-Identifier: Apache-2.0
# Somebody reaches the chip's bus and guesses until the chip locks guessers out. Nothing that
# signing needs stands behind that lock, so a stranger cannot close the device with it.
story A chip that locks guessers out still signs for the right person

order
tpm lockout
see "Touch to begin" as after-the-lockout
person comes in
person agrees and reads
person answers
person draws
person enters 111111
see "The code is not right"
person enters the code
person confirms
parcel waits
courier visits
parcel gone
log whole
