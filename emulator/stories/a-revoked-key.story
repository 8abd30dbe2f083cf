# SPDX-License-Identifier: Apache-2.0
story A key that the platform ended signs nothing more, from the moment the list is here

order
courier visits
network off
person comes in
say the network is off; without the list the device cannot know, and goes on
person agrees and reads
person answers
person draws
person enters the code
person confirms
platform revoke --device harbour-otter-41 --key birth --reason key-compromise
network on
courier visits
parcel gone
wait 2s
order
courier visits
log holds "revocations-installed"
say the list came with the network; what was signed before is delivered, and the next person is sent to the staff
person identifies
see "Nothing can be signed on this device right now." as refused
not see "certificate"
