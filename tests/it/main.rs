mod architecture;
mod lens;
mod report;
mod simulator;
