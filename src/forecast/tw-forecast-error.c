// SPDX-License-Identifier: Apache-2.0
#include "forecast/tw-forecast-error.h"

G_DEFINE_QUARK (tw - forecast - error - quark, tw_forecast_error)
