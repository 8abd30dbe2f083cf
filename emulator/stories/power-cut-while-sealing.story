# SPDX-License-Identifier: Apache-2.0
story A power cut while sealing ends as signed or as not completed, never between

order
person comes in
person agrees and reads
person answers
person draws
person enters the code
see "What you see is what you sign"
touch "Hold to sign"
wait 1520ms
power cut
see "Touch to begin"
not see "Mara"
courier visits
courier visits

order
person comes in
person agrees and reads
person answers
person draws
person enters the code
see "What you see is what you sign"
touch "Hold to sign"
wait 1600ms
power cut
see "Touch to begin"
not see "Mara"
courier visits
courier visits

order
person comes in
person agrees and reads
person answers
person draws
person enters the code
see "What you see is what you sign"
touch "Hold to sign"
wait 1750ms
power cut
see "Touch to begin"
not see "Mara"
courier visits
courier visits

log balances signing-intended = signed + signing-aborted
