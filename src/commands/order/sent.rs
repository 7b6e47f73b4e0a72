//! Records that the copies of a print run were sent.

use std::time::Duration;

use serde::Serialize;

use crate::cli::PrintedOrders;
use crate::commands::CLEAN;
use crate::commands::context::Context;
use crate::content::order::{Order, OrderItem};
use crate::error::Error;
use crate::nearest;
use crate::orders::{self, Run, SentOrder, SentOrders};
use crate::output::count;
use crate::output::json::print_record;
use crate::released::{Delivery, Released};

/// `"type": "sent"`: an order that was recorded as sent.
#[derive(Serialize)]
struct SentRecord<'a> {
    id: &'a str,
    /// What `released.json` calls the place.
    #[serde(rename = "where")]
    place: String,
    items: &'a [OrderItem],
}

pub(super) fn record(context: &Context, name: &str, order: &PrintedOrders) -> Result<u8, Error> {
    let _lock = context.lock(Duration::from_secs(order.timeout.into()))?;
    let folder = context.out.join(orders::FOLDER).join(name);
    let run = Run::read(&folder)?;
    if run.draft {
        let error = Error::new(&folder, "the run is a draft, which nobody sends");
        return Err(error.hint("make it again without `--draft`"));
    }
    let all = run.orders()?;
    require_known(&all, &order.only)?;
    let mut sent = SentOrders::read(&context.project)?;
    let mut released = Released::read(&context.project)?;
    let is_meant = |one: &Order| order.only.is_empty() || order.only.contains(&one.id.0);
    let mut new = 0;
    for (one, value) in all.iter().zip(&run.orders).filter(|(one, _)| is_meant(one)) {
        let id = &one.id.0;
        if let Some(earlier) = sent.find(id) {
            context.note(&format!("order {id} was recorded on {} already", earlier.on));
            continue;
        }
        // A run of this command that could not write both files has recorded the copies already.
        let is_released = released.released.iter().any(|it| it.order.as_ref() == Some(id));
        for item in one.items.iter().filter(|_| !is_released) {
            released.released.push(delivery(&run, one, item, context)?);
        }
        sent.sent.push(SentOrder { on: context.today, order: value.clone() });
        new += 1;
        print(context, one)?;
    }
    if new > 0 {
        released.write(&context.project)?;
        sent.write(&context.project)?;
    }
    context.note(&format!("{} recorded as sent", count(new, "order", "orders")));
    Ok(CLEAN)
}

/// Refuses an ID that is in no order of the run.
fn require_known(all: &[Order], only: &[String]) -> Result<(), Error> {
    let known = || all.iter().map(|one| one.id.0.as_str());
    match only.iter().find(|id| known().all(|one| one != id.as_str())) {
        None => Ok(()),
        Some(id) => {
            let error = Error::usage(format!("the run has no order `{id}`"));
            Err(error.hint(nearest::hint(id, known())))
        }
    }
}

/// The record of the copies of one item.
fn delivery(
    run: &Run,
    order: &Order,
    item: &OrderItem,
    context: &Context,
) -> Result<Delivery, Error> {
    let mut printed = run.printed.iter();
    let is_of = |one: &&Delivery| one.piece == item.piece.0 && one.lang == item.language.0;
    let version = printed.find(is_of).ok_or_else(|| {
        Error::usage(format!("the run did not print `{}` ({})", item.piece, item.language.0))
            .hint("make the run again with `peerpress order FILE`")
    })?;
    Ok(Delivery {
        quantity: item.quantity,
        place: order.place(),
        on: context.today,
        order: Some(order.id.0.clone()),
        ..version.clone()
    })
}

fn print(context: &Context, order: &Order) -> Result<(), Error> {
    let (id, place) = (&order.id.0, order.place());
    if context.is_json() {
        return print_record("sent", &SentRecord { id, place, items: &order.items });
    }
    for item in &order.items {
        let copies = count(item.quantity as usize, "copy", "copies");
        let (piece, lang) = (&item.piece, &item.language.0);
        context.say(&format!("recorded: {copies} of {piece} ({lang}) sent to {place}"))?;
    }
    Ok(())
}
