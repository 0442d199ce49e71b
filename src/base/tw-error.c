// SPDX-License-Identifier: Apache-2.0
#include "base/tw-error.h"

G_DEFINE_QUARK (tw - data - error - quark, tw_data_error)
