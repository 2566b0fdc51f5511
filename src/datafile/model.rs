//! `[[model]]`: the operator's catalogue.

use crate::datafile::reader::{Given, Section};
use crate::domain::catalogue::{Kind, Model};
use crate::domain::model_name::normalise;

/// Reads a model.
pub(super) fn model(mut from: Section<'_>) -> Option<Model> {
    let a_name = "a model name with letters or digits in it";
    let named = |text: &str| (!normalise(text).is_empty()).then(|| text.to_owned());
    let name = from.required("name", a_name, |given| named(given.text()?));
    let kinds = "one of: headset, video, voice, accessory, infrastructure, excluded, software, third_party";
    let kind = from.required("kind", kinds, |given| Kind::parse(given.text()?));
    let aliases = from.list("aliases", a_name, named);
    let end_of_sale = from.opt("end_of_sale", "a day, as in 2029-01-31", Given::date);
    let end_of_support = from.opt("end_of_support", "a day, as in 2034-01-31", Given::date);
    if let (Some(sale), Some(support)) = (end_of_sale, end_of_support)
        && support < sale
    {
        from.problem("end_of_support", support.to_string(), format!("a day not before end_of_sale, {sale}"));
    }
    from.finish();
    Some(Model {
        name: name?,
        kind: kind?,
        line: String::new(),
        aliases,
        product_ids: Vec::new(),
        end_of_sale,
        end_of_support,
    })
}
