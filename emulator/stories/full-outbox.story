# SPDX-License-Identifier: Apache-2.0
story What waited in a full outbox goes when the network returns
profile full_outbox

parcel waits
courier tries
parcel waits
say three documents wait; without a network nothing is lost and nothing goes
network on
courier visits
parcel gone
archive opens
log balances receipt-verified = delivered
log whole
